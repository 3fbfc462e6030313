"""Devices of the counter in the back office's menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

DEVICES = (
    Entry(
        title=_("Counter devices"), icon="device-tablet", url_name="admin:channels_devices",
        ability=Ability.WATCH_CHANNELS,
    ),
)  # fmt: skip
