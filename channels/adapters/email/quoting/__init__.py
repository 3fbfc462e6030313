"""Telling what was written this time from history, signature and disclaimer."""
