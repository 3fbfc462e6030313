"""What cases does when a bell upstream rings."""
