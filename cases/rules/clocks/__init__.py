"""The clocks of a case: the rules in force, the history folded by them, and what is stored of it."""
