"""What reports write: their own rows, and nothing else."""
