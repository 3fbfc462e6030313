"""Work that one department asks of another: routed, its steps, its limits, and who is told."""
