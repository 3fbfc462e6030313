"""Sweeping as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SweepingConfig(AppConfig):
    """What could not be done."""

    name = "feedback_site.sweeping"
    label = "sweeping"
    verbose_name = _("Sweeps")

    def ready(self) -> None:
        """Put what is stuck into the menu and onto the first page."""
        from feedback_site.first_page import register_tiles
        from feedback_site.sidebar import register_entries
        from feedback_site.sweeping.admin import STUCK, stuck_tile

        register_entries("watch", [STUCK])
        register_tiles(stuck_tile)
