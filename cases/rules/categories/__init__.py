"""The tree of categories: what it says, what it asks, how it is edited, and what people decided by it."""
