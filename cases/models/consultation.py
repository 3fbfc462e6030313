"""Consultations: a question to experts about a case, and what was decided upon their opinions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Consultation(models.Model):
    """One question; whoever has the case decides, with the opinions that were followed."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="consultations")
    question = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due"))
    # When the owner is to be told that opinions are late; empty once all are in, or it was told.
    alarm_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="cases_consultation_decided_in_words",
                condition=Q(decided_at=None, decision="")
                | Q(decided_at__isnull=False) & ~Q(decision=""),
            ),
        )
        indexes = (
            models.Index(
                name="cases_consultation_alarm", fields=("alarm_at",),
                condition=Q(alarm_at__isnull=False),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id}: {self.question[:40]}"
