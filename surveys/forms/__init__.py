"""What a caller fills in."""
