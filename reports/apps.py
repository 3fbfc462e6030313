"""Reports as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Figures and improvements."""

    name = "reports"
    verbose_name = _("Reports")
