"""Privacy: sealed personal data, blind indexes, masking, logged reveals, notices."""
