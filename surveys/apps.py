"""Surveys as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Follow-up and the voice of the customer."""

    name = "surveys"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        """Connect the bells upstream, and add the call list to the menu and the first page."""
        from feedback_site.first_page import register_tiles
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.sweeps import register_sweeps
        from surveys import receivers  # noqa: F401 connects the bells
        from surveys.menu import calls_entry, calls_tile
        from surveys.rules.planning import ENDING, PLANNING

        register_entries("work", [calls_entry])
        register_tiles(calls_tile)
        register_sweeps((PLANNING, ENDING))
