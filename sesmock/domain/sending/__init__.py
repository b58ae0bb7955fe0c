"""Sending: what is checked, who receives, and what becomes of a mail."""
