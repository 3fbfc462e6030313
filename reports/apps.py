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
        from reports.menu import report_entry

        register_entries("learning", [report_entry])
