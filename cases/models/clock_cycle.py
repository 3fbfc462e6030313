"""Clock cycles: the stored result of folding a case's events; a cache that must equal the fold."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User


class ClockCycleQuerySet(models.QuerySet["ClockCycle"]):
    """Questions about clock cycles."""

    def visible_to(self, user: User) -> Self:
        """Keep the limits of the cases that this person may see."""
        from cases.models.case import Case

        return self.filter(case__in=Case.objects.visible_to(user))

    def running(self) -> Self:
        """Keep those that can still be met."""
        return self.filter(met_at=None, cancelled_at=None)


class ClockCycle(models.Model):
    """One run of one clock on one case; `alarm_at` is the timer: the next moment a sweep must look."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="cycles", db_index=False)
    clock = models.CharField(_("clock"), max_length=16)
    number = models.PositiveSmallIntegerField(_("cycle"), default=1)
    subject = models.CharField(_("of what"), max_length=40, blank=True)
    policy = models.CharField(_("policy"), max_length=50, blank=True)
    policy_version = models.PositiveIntegerField(default=0)
    calendar = models.CharField(_("calendar"), max_length=50, blank=True)
    calendar_version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("started at"))
    target_seconds = models.PositiveIntegerField(_("target in seconds"))
    due_at = models.DateTimeField(_("due"), null=True)
    paused_since = models.DateTimeField(_("paused since"), null=True)
    met_at = models.DateTimeField(_("met at"), null=True)
    breached_at = models.DateTimeField(_("missed at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    began_by = models.CharField(_("began by"), max_length=20, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=20, blank=True)
    is_excused = models.BooleanField(_("excused"), default=False)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    alarm_at = models.DateTimeField(null=True)
    # What time alone will bring, as cases.sla.coming says; without it a sweep folds the history.
    coming = ArrayField(models.BigIntegerField(), null=True)

    objects = ClockCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = (
            models.UniqueConstraint(name="cases_cycle_once", fields=("case", "clock", "number")),
        )
        indexes = (
            # Those that a receipt may still meet: of all others none is looked for.
            models.Index(
                name="cases_cycle_to_acknowledge",
                fields=("started_at",),
                condition=Q(clock="acknowledge", met_at=None, cancelled_at=None),
            ),
            models.Index(
                name="cases_cycle_alarm", fields=("alarm_at",), condition=Q(alarm_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock} #{self.number}"

    @property
    def is_running(self) -> bool:
        """Whether it can still be met."""
        return self.met_at is None and self.cancelled_at is None
