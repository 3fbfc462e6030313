"""Task forces: who is in one, in which role, since when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import TaskForceRole


class IncidentMember(models.Model):
    """Somebody in a task force, in one role; who left stays on record."""

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="members")
    person = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=13, choices=TaskForceRole)
    called_at = models.DateTimeField(_("called in at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a task force")
        verbose_name_plural = _("members of task forces")
        ordering = ("called_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="cases_member_once",
                fields=("incident", "person", "role"),
                condition=Q(left_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident_id} {self.role} {self.person_id}"
