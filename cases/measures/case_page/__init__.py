"""What stands on the page of one case: its file, its story, what is new, checklists, remedies, quotes."""
