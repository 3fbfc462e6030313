"""Channels and the outside: which there are at first, their accounts, whether they work, partners' keys."""
