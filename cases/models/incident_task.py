"""The plan of one incident: what is to be done, and who ticked it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import TaskForceRole
from cases.models.tickable import Tickable


class IncidentTask(Tickable):
    """One thing to do in an incident: who ticked it, and when."""

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="tasks")
    role = models.CharField(_("role"), max_length=13, choices=TaskForceRole)

    class Meta(Tickable.Meta):
        verbose_name = _("task of an incident")
        verbose_name_plural = _("tasks of incidents")
        constraints = (
            models.CheckConstraint(name="cases_task_done_iff_by", condition=Tickable.DONE_IFF_BY),
        )
