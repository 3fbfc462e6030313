"""Demonstration data: a chain of stores with a year of cases."""
