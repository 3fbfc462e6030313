"""Alarms of channels: something is not as it should be, until it is again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import AlarmKind
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class ChannelAlarmQuerySet(models.QuerySet["ChannelAlarm"]):
    """Questions about alarms."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who watch channels."""
        return self if user.can(Ability.WATCH_CHANNELS) else self.none()

    def open(self) -> Self:
        """Keep what is still so."""
        return self.filter(cleared_at=None)

    def unacknowledged(self) -> Self:
        """Keep what is still so, and nobody has said that they are at it."""
        return self.open().filter(acknowledged_at=None)


class ChannelAlarm(models.Model):
    """One thing wrong with one channel, or with one of its connections; `facts` are numbers and times.

    At most one of a kind is open at a time. Whoever acknowledges it says what they are doing.
    """

    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="alarms")
    account = models.ForeignKey(
        "channels.ChannelAccount", models.PROTECT, null=True, blank=True, related_name="alarms"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AlarmKind)
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField(_("raised at"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    objects = ChannelAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm of a channel")
        verbose_name_plural = _("alarms of channels")
        constraints = (
            models.UniqueConstraint(
                name="channels_alarm_open_once",
                fields=("channel", "kind", "account"),
                condition=Q(cleared_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="channels_alarm_acknowledged_by",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="channels_alarm_open", fields=("channel",), condition=Q(cleared_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel_id} {self.kind}"
