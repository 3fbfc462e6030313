"""The life of a case: the one writer of its state, what guards each step, and how the loop is closed."""
