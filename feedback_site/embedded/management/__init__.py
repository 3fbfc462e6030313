"""Doors of the zero set-up mode."""
