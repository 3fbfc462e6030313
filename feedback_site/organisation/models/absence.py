"""Absences: when somebody is away, why, and who stands in."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.kinds import AbsenceKind
from feedback_site.organisation.models.user import User
from feedback_site.organisation.models.work_profile import led_by


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Questions about absences."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own, and those of the people whom this person supervises."""
        return self.filter(person__in=led_by(user) | User.objects.filter(pk=user.pk))

    def lasting(self) -> Self:
        """Leave out those called off before they began: nothing is left of them."""
        return self.filter(ends_at__gt=F("begins_at"))

    def holding(self, now: datetime) -> Self:
        """Keep those in which somebody is away at this moment."""
        return self.filter(begins_at__lte=now, ends_at__gt=now)


class Absence(models.Model):
    """One person is away for a time. Coming back earlier ends it earlier; nothing is deleted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("who")
    )
    begins_at = models.DateTimeField(_("away from"))
    # Moved forward to the moment of coming back, or of calling it off (then nothing is left of it).
    ends_at = models.DateTimeField(_("away until"))
    kind = models.CharField(_("reason"), max_length=10, choices=AbsenceKind)
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who stands in"),
    )  # fmt: skip
    hands_over = models.BooleanField(
        _("hand open cases over"), default=True,
        help_text=_("Leave it out for some hours: then cases stay, and only new ones go elsewhere."),
    )  # fmt: skip
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("recorded at"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("away time")
        verbose_name_plural = _("away times")
        ordering = ("-begins_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="organisation_absence_lasts",
                # Called off before it began: it ends where it would have begun.
                condition=Q(ends_at__gt=F("begins_at")) | Q(ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_absence_other_stands_in",
                condition=Q(stand_in=None) | ~Q(stand_in=F("person")),
            ),
        )
        indexes = (models.Index(name="organisation_absence_ends", fields=("ends_at",)),)

    def __str__(self) -> str:
        return f"{self.person} {self.begins_at:%Y-%m-%d}"
