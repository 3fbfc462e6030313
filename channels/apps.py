"""Channels as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Doors in and out."""

    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        """Register the checks, connect the bells."""
        from channels import checks, receivers  # noqa: F401 registers the check, connects the bells
