"""Handovers: which case went from whom to whom because somebody was away or had left."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Handover(models.Model):
    """One case that was handed over; by its absence it can be given back."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="handovers")
    # Empty: whoever had it has left.
    absence = models.ForeignKey(
        "organisation.Absence", models.PROTECT, null=True, related_name="+",
        verbose_name=_("away time"),
    )  # fmt: skip
    came_from = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("from"),
        db_index=False,
    )  # fmt: skip
    went_to = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("to"),
        db_index=False,
    )  # fmt: skip
    handed_at = models.DateTimeField(_("handed over at"))
    given_back_at = models.DateTimeField(_("given back at"), null=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("handed_at", "pk")

    def __str__(self) -> str:
        return f"{self.case_id} {self.came_from_id} → {self.went_to_id}"
