"""Who is there and who is away, and what each has."""
