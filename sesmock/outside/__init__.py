"""What SES reaches in other services of AWS."""
