"""Solutions, diagnoses, reply templates, checklists and emergency plans as they are written."""
