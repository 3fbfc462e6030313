"""What came in, from whom, and everything that goes out."""
