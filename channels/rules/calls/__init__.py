"""The call log as call centres fill it, and who is owed a call by when."""
