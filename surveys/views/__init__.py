"""The doors of customers into follow-up."""
