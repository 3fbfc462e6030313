"""Plain values of the counter's devices: their clock, their numbers, what they sign."""
