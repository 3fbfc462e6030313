"""Questions about everything, answered by reading; nothing here writes."""
