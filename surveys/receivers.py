"""What surveys does when a bell upstream rings."""
