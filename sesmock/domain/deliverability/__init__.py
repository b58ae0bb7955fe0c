"""The Deliverability dashboard: its subscription, placement tests, blacklists, campaigns and statistics."""
