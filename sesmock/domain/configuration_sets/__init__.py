"""Configuration sets, their options and their event destinations."""
