"""Policies, calendars and what they change in open cases; why a limit falls when it falls."""
