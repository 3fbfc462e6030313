"""Questions about cases whose answers are plain values."""
