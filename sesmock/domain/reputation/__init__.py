"""Reputation: findings about what was sent, the policy that pauses for them, and who else may pause."""
