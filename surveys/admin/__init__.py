"""The back office of follow-up: whom to ask, and the sheet to ask by."""

from surveys.admin import pages  # noqa: F401 registers the desk's own pages
