"""Slots that are free, what may be chosen from them, other times, and a store's day of appointments."""
