"""What a case is about, how urgent and in what mood: sorted by people, read by rules and learners."""
