"""Mails that SES has accepted, and what happened to them: frozen, for a test to look at."""
