"""Batches: the sheets of one collection of a suggestion box, or the letters of one post."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import BatchState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class BatchQuerySet(models.QuerySet["Batch"]):
    """Questions about batches."""

    def visible_to(self, user: User) -> Self:
        """Keep, for whoever takes feedback, those of their stores; departments help everywhere."""
        if not user.can(Ability.TAKE_FEEDBACK):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        return self.filter(store__in=user.reach.stores)


class Batch(models.Model):
    """One collection; `sheets` is how many pieces of paper were counted, whatever is on them.

    `entered` and `set_aside` are kept with the rows of its sheets, under the lock of this row.
    """

    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="batches", verbose_name=_("channel")
    )
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="+", verbose_name=_("store")
    )
    collected_at = models.DateTimeField(_("collected at"))
    collected_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("collected by")
    )
    sheets = models.PositiveSmallIntegerField(_("sheets counted"))
    entered = models.PositiveSmallIntegerField(_("entered"), default=0)
    set_aside = models.PositiveSmallIntegerField(_("set aside"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.OPEN)
    made_at = models.DateTimeField(_("made at"))
    reconciled_at = models.DateTimeField(_("reconciled at"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of sheets")
        verbose_name_plural = _("batches of sheets")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="channels_batch_reconciled_adds_up",
                condition=~Q(state=BatchState.RECONCILED) | Q(sheets=F("entered") + F("set_aside")),
            ),
            models.CheckConstraint(
                name="channels_batch_reconciled_iff_at",
                condition=Q(state=BatchState.RECONCILED, reconciled_at__isnull=False)
                | ~Q(state=BatchState.RECONCILED) & Q(reconciled_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands on the cover sheet."""
        return f"B-{self.pk:05}"

    @property
    def accounted(self) -> int:
        """How many sheets have their place."""
        return self.entered + self.set_aside

    @property
    def difference(self) -> int:
        """How many sheets are missing; less than nothing where there are more than were counted."""
        return self.sheets - self.accounted
