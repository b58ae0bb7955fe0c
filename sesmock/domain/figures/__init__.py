"""What SES tells of the mail sent: metrics, insights, recommendations. All of it is worked out when somebody asks."""
