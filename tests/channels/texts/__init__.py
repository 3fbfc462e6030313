"""Texts: sent, told of, answered and stopped, against a provider on loopback."""
