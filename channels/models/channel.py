"""Channels: each way in has an owner, and numbers its items without gaps."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import ChannelKind
from feedback_site.organisation.words import Named


@pghistory.track(append_only=True)
class Channel(Named):
    """One way by which feedback comes in."""

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ChannelKind)
    owner = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner"),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("code",)


class ChannelCounter(models.Model):
    """The last number given on a channel; apart from Channel, so that intake locks nothing else."""

    channel = models.OneToOneField(
        Channel, models.CASCADE, primary_key=True, related_name="counter"
    )
    last_seq = models.BigIntegerField(default=0)
    last_received_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.last_seq}"
