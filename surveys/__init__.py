"""Asking the person; the answer closes or re-opens the case."""
