"""Everything that goes out: put in with its change, the way chosen, handed over, tried again, given up."""
