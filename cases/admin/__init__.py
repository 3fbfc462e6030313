"""The back office of cases: queues, the case page, categories, time limits, escalations, calendars."""

from cases.admin import checklists, pages, settings_pages  # noqa: F401 registers pages and models
