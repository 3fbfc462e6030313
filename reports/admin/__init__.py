"""The back office of reports."""

from reports.admin import pages  # noqa: F401 registers the desk's own pages
