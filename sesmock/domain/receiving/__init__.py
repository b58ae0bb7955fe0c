"""Receiving mail: rules that are kept, and mail that walks through them."""
