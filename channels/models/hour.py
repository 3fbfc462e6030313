"""Hours of a channel: how many items came within each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelHour(models.Model):
    """How many items came by a channel within one hour; hours without any have no row."""

    channel = models.ForeignKey("channels.Channel", models.CASCADE, related_name="hours")
    hour = models.DateTimeField(_("hour"))
    items = models.PositiveIntegerField(_("items"))

    class Meta:
        verbose_name = _("hour of a channel")
        verbose_name_plural = _("hours of channels")
        constraints = (
            models.UniqueConstraint(name="channels_hour_once", fields=("channel", "hour")),
        )

    def __str__(self) -> str:
        return f"{self.channel_id} {self.hour:%Y-%m-%d %H}: {self.items}"
