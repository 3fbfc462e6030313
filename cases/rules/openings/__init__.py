"""A submission becomes a case: its first events, rows and links, its receipt, how good the feedback is."""
