"""Multi-region endpoints, which AWS also calls global endpoints: one address to send by, in two regions."""
