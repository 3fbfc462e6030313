"""Going on: no sweep stops at a row that cannot be done, and no such row is forgotten."""
