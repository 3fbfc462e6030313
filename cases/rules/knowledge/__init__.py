"""What is known beforehand: standard solutions, diagnoses, and checklists with their copies on cases."""
