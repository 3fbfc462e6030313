"""Who is there, how much each has, and who could take which case."""
