"""Promises: what we said we would do by when; the customer sees them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.states import RELEASED


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Questions about promises."""

    def open(self) -> Self:
        """Keep what is still to be done."""
        return self.filter(kept_at=None, withdrawn_at=None)

    def owed(self) -> Self:
        """Of what is still to be done, keep what its case has not released us from."""
        return self.open().exclude(case__state__in=sorted(RELEASED))

    def judged(self) -> Self:
        """Add `judged_by`, the time by which each had to be kept: the one that was missed, where one was."""
        return self.annotate(judged_by=Coalesce("missed_at", "due_at"))


class Promise(models.Model):
    """One commitment to a customer, with an owner and a due time."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="promises")
    text = models.CharField(_("promise"), max_length=200)
    owner = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(_("due"))
    made_at = models.DateTimeField(_("made at"))
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    # How often another time or other words were agreed on, and the time that was missed before the first
    # change that came too late: what is broken stays broken, whatever was said afterwards.
    times_changed = models.PositiveSmallIntegerField(default=0, db_default=0)
    missed_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_reason = models.CharField(
        _("why it was taken back"), max_length=500, blank=True, db_default=""
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("due_at",)
        indexes = (
            # Few of all promises are still to be done: sweeps and first pages ask which of these are due.
            models.Index(
                name="cases_promise_open",
                fields=("due_at",),
                condition=models.Q(kept_at=None, withdrawn_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.kept_at is None and self.withdrawn_at is None

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be done, and its case has not released us from it."""
        return self.is_open and self.case.state not in RELEASED

    def miss(self, now: datetime) -> None:
        """Remember the time that has passed unkept, before another takes its place."""
        if self.missed_at is None and self.due_at < now:
            self.missed_at = self.due_at
