"""Reports as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Figures and improvements."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Add the report to the menu."""
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.sweeps import register_sweeps
        from reports.menu import report_entry
        from reports.rules.keeping import RENEWING
        from reports.rules.refreshing import COUNTING

        register_entries("learning", [report_entry])
        register_sweeps((COUNTING, RENEWING))
