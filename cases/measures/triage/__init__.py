"""How cases are sorted and read: the tree, word rules, keywords, quality, what was learned, near cases."""
