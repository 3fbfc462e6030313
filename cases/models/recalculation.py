"""Recalculations: a change of calendar, closure or policy carried through to the cases that run on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recalculation(models.Model):
    """One pass over open cases, asked for by a person after they saw what it would move."""

    class Cause(models.TextChoices):
        """What changed."""

        CALENDAR = "calendar", _("working times changed")
        CLOSURE = "closure", _("a store was shut or opened again")
        POLICY = "policy", _("time limits changed")

    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    # What it was: the code of a calendar, store or policy.
    subject = models.CharField(_("of what"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    cases = models.PositiveIntegerField(_("cases"))
    # Ids of cases still to do; a pass takes some off its front.
    remaining = models.JSONField(default=list)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recalculation of limits")
        verbose_name_plural = _("recalculations of limits")
        ordering = ("-asked_at",)
        indexes = (
            models.Index(
                name="cases_recalculating", fields=("id",), condition=models.Q(finished_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.subject}"
