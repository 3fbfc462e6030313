"""Reports as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Figures and improvements."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Add the report and the channels' page to the menu, and alarms to the first page."""
        from feedback_site.first_page import register_panels, register_tiles
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.sweeps import register_sweeps
        from reports.menu import (
            alarm_tile,
            channels_entry,
            listening_entry,
            orders_entry,
            promises_entry,
            promises_tile,
            report_entry,
        )
        from reports.panels import manager_panels
        from reports.rules.keeping import RENEWING
        from reports.rules.refreshing import COUNTING

        register_entries("learning", [report_entry, promises_entry, orders_entry, listening_entry])
        register_entries("watch", [channels_entry])
        register_tiles(alarm_tile)
        register_tiles(promises_tile)
        register_panels(manager_panels)
        register_sweeps((COUNTING, RENEWING))
