"""Time limits in words: policies and what differs between them, one limit, and how much of it is left."""
