"""What is counted about channels."""
