"""How cases are sorted: the tree, word rules, coding twice, keywords, and what was learned."""
