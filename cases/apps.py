"""Cases as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The work on what came in."""

    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Connect the bells upstream."""
        from cases import receivers  # noqa: F401 connects the bells
