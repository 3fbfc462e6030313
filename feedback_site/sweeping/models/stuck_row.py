"""Stuck rows: what a sweep could not do, until a later try works."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class StuckRowQuerySet(models.QuerySet["StuckRow"]):
    """Questions about stuck rows."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who watch over the whole chain: a sweep's rows belong to no place."""
        watches = user.can(Ability.WATCH_CHANNELS) and user.reach.everything
        return self if watches else self.none()

    def rested(self, now: datetime) -> Self:
        """Keep those that may be tried again now, the longest waiting first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")


class StuckRow(models.Model):
    """One row that one sweep could not do; it goes when a try works.

    `label` is what people find the row by, `reason` the kind of error and its place: nothing personal.
    """

    sweep = models.CharField(_("sweep"), max_length=40)
    row_id = models.BigIntegerField()
    label = models.CharField(_("what"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    tries = models.PositiveIntegerField(_("tries"))
    first_failed_at = models.DateTimeField(_("since"))
    last_failed_at = models.DateTimeField(_("last try"))
    next_try_at = models.DateTimeField(_("next try"))

    objects = StuckRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("stuck row")
        verbose_name_plural = _("stuck rows")
        constraints = (
            models.UniqueConstraint(name="sweeping_stuck_once", fields=("sweep", "row_id")),
        )

    def __str__(self) -> str:
        return f"{self.sweep} {self.label}"
