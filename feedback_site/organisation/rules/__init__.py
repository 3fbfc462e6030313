"""What may be done with the organisation."""
