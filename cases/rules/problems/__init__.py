"""What many cases have in common: recurring problems, and incidents with their people, plan and messages."""
