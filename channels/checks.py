"""Checks of the channels app."""
