"""The back office of cases: queues, the case page, categories, time limits, escalations."""

from cases.admin import pages  # noqa: F401 registers the desk's own pages
