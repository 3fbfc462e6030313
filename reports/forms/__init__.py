"""What a reader of reports may choose."""
