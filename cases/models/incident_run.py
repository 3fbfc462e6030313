"""Runs over the cases of an incident: one step on many of them, asked for once, done by workers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import RunKind


class IncidentRun(models.Model):
    """What a person asked to be done with many cases; its rows say which, and what became of each."""

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="runs")
    kind = models.CharField(_("what is done"), max_length=5, choices=RunKind)
    # What is the same for each: the texts and the remedy that cases are solved with.
    facts = models.JSONField(_("facts"), default=dict)
    asked_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("step over many cases")
        verbose_name_plural = _("steps over many cases")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="cases_run_solves_once",
                fields=("incident",),
                condition=Q(kind=RunKind.SOLVE, ended_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
