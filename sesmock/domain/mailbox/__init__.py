"""What lies in people's mailboxes, what SES writes to them, and what happens when they follow a link."""
