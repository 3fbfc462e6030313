"""Up the ladder: who holds its levels, what raises a case, and whom a case is put before."""
