"""The pages of customers who write to us, and of the counter."""
