"""Devices of the counter: set up, reporting, what they kept comes in, numbers that never come."""
