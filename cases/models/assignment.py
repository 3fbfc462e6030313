"""Assignments: who had the case, from when to when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """One person's time with one case."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="assignments")
    owner = models.ForeignKey("organisation.User", models.PROTECT, related_name="+", db_index=False)
    given_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                name="cases_assignment_one_current", fields=("case",), condition=Q(ended_at=None)
            ),
        )
        indexes = (
            # Who was given nothing for longest: asked for each of some people, along the index.
            models.Index(name="cases_assignment_owner", fields=("owner", "began_at")),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.owner_id}"
