"""What may be decided and written about a case."""
