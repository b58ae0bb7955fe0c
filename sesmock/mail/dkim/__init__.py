"""DomainKeys Identified Mail (RFC 6376), as far as a signer needs it."""
