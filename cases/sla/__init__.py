"""Time limits: pure functions from a case's history to its clocks; `clock.fold` is the way in."""
