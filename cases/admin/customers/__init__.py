"""What customers were offered, and what they said in public."""
