"""Slots that stores offer, the day of a store, stores that are shut, and other times for many at once."""
