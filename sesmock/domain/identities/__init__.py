"""Identities: how they are verified, signed and managed, who may use them, and who is told of their feedback."""
