"""The plan of one incident: what is to be done, and who ticked it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import TaskForceRole
from feedback_site.organisation.words import Named


class IncidentTask(Named):
    """One thing to do in an incident: who ticked it, and when."""

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    role = models.CharField(_("role"), max_length=13, choices=TaskForceRole)
    done_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("task of an incident")
        verbose_name_plural = _("tasks of incidents")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                name="cases_task_done_iff_by",
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        )
