"""Tenants: what belongs to each of them, and how they gate sending."""
