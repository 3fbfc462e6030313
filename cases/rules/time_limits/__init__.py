"""Policies of time limits, which one holds for a case, and what happens when a limit comes up."""
