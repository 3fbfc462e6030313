"""The back office of cases: queues, the case page, categories, time limits, escalations, calendars."""

from cases.admin import pages, settings_pages  # noqa: F401 registers pages and models
from cases.admin.customers import quote_log  # noqa: F401
from cases.admin.knowledge import checklists  # noqa: F401
from cases.admin.triage import sorting_pages  # noqa: F401
from cases.admin.work_orders import work_settings  # noqa: F401
