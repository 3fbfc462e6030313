"""What came in by a channel on one day, what became of it, and what the outside says."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class DayAccountQuerySet(models.QuerySet["DayAccount"]):
    """Questions about the accounts of days."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who watch channels: numbers, and nothing of what was said."""
        return self if user.can(Ability.WATCH_CHANNELS) else self.none()

    def differing(self) -> Self:
        """Keep those that do not add up."""
        return self.filter(difference__gt=0)


class DayAccount(models.Model):
    """Kept by the daily reconciliation, which counts the latest days anew; days as the chain counts them.

    `outside` is what the other side says it handed over, None where it says nothing; `findings` are codes
    and subjects of what is wrong, as found by the last reconciliation that ran on this day.
    """

    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    received = models.PositiveIntegerField(_("received"), default=0)
    # By disposition.
    accounted = models.JSONField(_("accounted for"), default=dict)
    unread = models.PositiveIntegerField(_("unread"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    outside = models.PositiveIntegerField(_("outside"), null=True)
    not_here = models.PositiveIntegerField(_("not here"), default=0)
    findings = models.JSONField(_("findings"), default=list)
    difference = models.PositiveIntegerField(_("difference"), default=0)
    reconciled_at = models.DateTimeField(_("reconciled at"))

    objects = DayAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account of a day")
        verbose_name_plural = _("accounts of days")
        constraints = (
            models.UniqueConstraint(name="channels_day_account_once", fields=("channel", "day")),
        )
        indexes = (models.Index(name="channels_day_account_day", fields=("-day", "channel")),)

    def __str__(self) -> str:
        return f"{self.channel_id} {self.day}"
