"""E-mail as a library: addresses, building and reading messages, DKIM. It knows RFCs and nothing of SES's state."""
