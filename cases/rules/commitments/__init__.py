"""What is promised or offered to a customer, agreed by them, and reported as done."""
