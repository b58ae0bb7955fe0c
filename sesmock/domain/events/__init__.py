"""Events: their types, and who is told of them."""
