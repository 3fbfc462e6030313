"""Sheets: each piece of paper of a batch, under its number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import SheetState


class BatchSheet(models.Model):
    """One sheet under its number: either a raw item of its own, or set aside with a reason."""

    batch = models.ForeignKey("channels.Batch", models.PROTECT, related_name="pages")
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
