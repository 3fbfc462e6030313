"""What we learn: figures, their history, and what was done about them."""
