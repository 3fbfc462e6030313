"""What may be done with personal data."""
