"""Entering and leaving a mock: decorator, context manager, and the clouds that are active now."""
