"""The back office of cases: queues, the case page, categories, time limits, escalations, calendars."""

from cases.admin import (  # noqa: F401 registers pages and models
    checklists,
    pages,
    quote_log,
    settings_pages,
    sorting_pages,
    work_settings,
)
