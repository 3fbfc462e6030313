"""Batches: the sheets of one collection of a suggestion box, or the letters of one post."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import BatchEventKind, BatchState, SheetState
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


class BatchSheet(models.Model):
    """One sheet under its number: either a raw item of its own, or set aside with a reason."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField(_("sheet"))
    state = models.CharField(_("what became of it"), max_length=10, choices=SheetState)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    raw = models.OneToOneField(
        "channels.RawIntake", models.PROTECT, null=True, blank=True, related_name="sheet"
    )
    entered_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(name="channels_sheet_once", fields=("batch", "number")),
            models.CheckConstraint(
                name="channels_sheet_item_or_reason",
                condition=Q(state=SheetState.ENTERED, raw__isnull=False)
                | ~Q(state=SheetState.ENTERED) & Q(raw=None) & ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


def _random_path(scan: "BatchScan", name: str) -> str:
    token = uuid.uuid4().hex
    return f"scans/{token[:2]}/{token}"


class BatchScan(models.Model):
    """A picture of sheets, drawn anew by us; or a document, for downloading only."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="scans")
    file = models.FileField(upload_to=_random_path)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.BinaryField(max_length=32)
    is_safe_picture = models.BooleanField(default=False)
    added_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class BatchEvent(models.Model):
    """One thing that was done with a batch; a correction is one more, nothing is written over."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="events")
    kind = models.CharField(_("what was done"), max_length=12, choices=BatchEventKind)
    sheet = models.PositiveSmallIntegerField(_("sheet"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    actor = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("event of a batch")
        verbose_name_plural = _("events of batches")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"
