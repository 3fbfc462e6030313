"""Surveys as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Follow-up and the voice of the customer."""

    name = "surveys"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        """Connect the bells upstream."""
        from surveys import receivers  # noqa: F401 connects the bells
