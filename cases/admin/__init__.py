"""The back office of cases: queues, the case page, categories, time limits, escalations, calendars."""

from cases.admin import pages, settings_pages
from cases.admin.customers import quote_log
from cases.admin.knowledge import checklists
from cases.admin.triage import sorting_pages
from cases.admin.work_orders import work_settings
