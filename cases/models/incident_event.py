"""The record of an incident: append-only lines."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import IncidentEventKind


class IncidentEvent(models.Model):
    """One thing that happened to an incident. The database refuses to change or delete it."""

    incident = models.ForeignKey(
        "cases.Incident", models.PROTECT, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("what happened"), max_length=10, choices=IncidentEventKind)
    actor = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(_("facts"), default=dict)
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("incident event")
        verbose_name_plural = _("incident events")
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(name="cases_incident_event_seq", fields=("incident", "seq")),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.incident_id}#{self.seq} {self.kind}"
