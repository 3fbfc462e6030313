"""What may be done with follow-ups."""
