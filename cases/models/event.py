"""The history of a case: append-only events, from which its clocks are folded."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.states import CaseState


class CaseEvent(models.Model):
    """One thing that happened to a case. The database refuses to change or delete it."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("what happened"), max_length=20, choices=EventKind)
    came_from = models.CharField(_("from"), max_length=12, choices=CaseState, blank=True)
    went_to = models.CharField(_("to"), max_length=12, choices=CaseState, blank=True)
    actor = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    by_customer = models.BooleanField(default=False)
    message = models.ForeignKey(
        "channels.Message",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    facts = models.JSONField(_("facts"), default=dict)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ("seq",)
        constraints = (models.UniqueConstraint(name="cases_event_seq", fields=("case", "seq")),)
        indexes = (
            # What was sorted anew since a change of the tree; nobody asks across cases for other kinds.
            models.Index(
                name="cases_event_sorted",
                fields=("kind", "happened_at"),
                condition=models.Q(kind__in=(EventKind.TRIAGED, EventKind.RETARGETED)),
            ),
            models.Index(
                name="cases_event_message",
                fields=("message",),
                condition=models.Q(message__isnull=False),
            ),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.kind}"
