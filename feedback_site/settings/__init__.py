"""Settings: base for every place, test for the suite; what differs in production is environment."""
