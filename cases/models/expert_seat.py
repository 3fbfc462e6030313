"""Seats of experts: who is asked in which role."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import ExpertRole
from feedback_site.worded_constraints import WordedUnique


@pghistory.track(append_only=True)
class ExpertSeat(models.Model):
    """One person who answers as an expert, for one department's cases or (empty) for all."""

    role = models.CharField(_("role"), max_length=20, choices=ExpertRole)
    person = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("who")
    )
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"), help_text=_("Of the case. Empty: any."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(
        _("in line"), default=1, help_text=_("1 is asked first, 2 next.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ("role", "position")
        constraints = (
            WordedUnique(
                name="cases_seat_once", fields=("role", "person", "department"),
                nulls_distinct=False, violation_error_message=_(
                    "This person has this seat already. Change the line that is there."
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.person}"
