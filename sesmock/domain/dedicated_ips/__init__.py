"""Dedicated IP addresses, their pools and their warm-up."""
