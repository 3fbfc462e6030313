"""Duty shifts: who takes cases, or stands on a level of the ladder, and when."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.worded_constraints import WordedCheck

LEVELS = (
    (0, _("0: first line")),
    (1, _("1: department head")),
    (2, _("2: expert consultation")),
    (3, _("3: management")),
)

TOP = max(level for level, _name in LEVELS)


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    """Questions about shifts."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who supervise, and one's own."""
        return self if user.can(Ability.SUPERVISE) else self.filter(person=user)


@pghistory.track(append_only=True)
class DutyShift(models.Model):
    """One person on duty for one level, for one department or (empty) for all.

    Whoever has shifts is reached in them and never outside; whoever has none, in their store's hours.
    """

    level = models.PositiveSmallIntegerField(_("level"), choices=LEVELS)
    person = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("who")
    )
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    position = models.PositiveSmallIntegerField(
        _("in line"), default=1, help_text=_("1 is asked first, 2 next.")
    )

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        ordering = ("starts_at", "level", "position")
        constraints = (
            WordedCheck(
                name="cases_duty_lasts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_(
                    "A shift ends after it begins, and lasts 31 days at most."
                ),
            ),
        )
        indexes = (models.Index(name="cases_duty_ends", fields=("ends_at",)),)

    def __str__(self) -> str:
        return f"{self.level} {self.person} {self.starts_at:%Y-%m-%d %H:%M}"
