"""Contact lists: who wants which mail, what sending makes of it, and how people unsubscribe."""
