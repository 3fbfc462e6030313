"""Case facts: one narrow row a case, from which every figure and the list behind it are read."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.sla.terms import ClockKind
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Feedback that was none, or that is counted elsewhere; told with its numbers beside every figure.
EXCLUDED = (CaseState.REJECTED, CaseState.DUPLICATE, CaseState.WITHDRAWN, CaseState.MERGED)
# The bit of each clock of the customer's in `clocks_decided` and `clocks_missed`; stored, so never renumber.
CLOCK_BITS = {
    ClockKind.ACKNOWLEDGE: 1,
    ClockKind.FIRST_RESPONSE: 2,
    ClockKind.DISPATCH: 4,
    ClockKind.CONTACT: 8,
    ClockKind.NEXT_RESPONSE: 16,
    ClockKind.REMEDY: 32,
    ClockKind.RESOLVE: 64,
    ClockKind.VERIFY: 128,
    ClockKind.PROMISE: 256,
    ClockKind.VISIT: 512,
    ClockKind.REVIEW: 1024,
}


class CaseFactQuerySet(models.QuerySet["CaseFact"]):
    """Questions about the facts of cases."""

    def visible_to(self, user: User) -> Self:
        """Keep the facts of the cases that this person may see, as Case.visible_to does."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(
            Q(store_id__in=reach.stores)
            | Q(department_id__in=reach.departments)
            | Q(owner_id=user.pk)
        )

    def in_places_of(self, user: User) -> Self:
        """Of those keep what lies in their places, as Case.in_places_of does."""
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(Q(store_id__in=reach.stores) | Q(department_id__in=reach.departments))

    def opened_within(self, since: date, last: date) -> Self:
        """Keep cases that came in on these days of the chain's calendar."""
        return self.filter(opened_on__gte=since, opened_on__lte=last)


class CaseFact(models.Model):
    """What reports know of one case, as of its `version`; reports.rules.refreshing is the only writer.

    Durations are whole seconds: felt ones as the customer's clock runs, agreed ones in working time
    without pauses, as the time limit counts. The other ids are plain numbers, so that nothing upstream
    waits for a row here.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    opened_on = models.DateField()
    opened_week = models.DateField()
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12, blank=True)
    klass = models.CharField(max_length=10, blank=True)
    category_id = models.BigIntegerField(null=True)
    channel_id = models.BigIntegerField()
    store_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    answer_felt = models.IntegerField(null=True)
    answer_agreed = models.IntegerField(null=True)
    solve_felt = models.IntegerField(null=True)
    solve_agreed = models.IntegerField(null=True)
    times_solved = models.PositiveSmallIntegerField(default=0)
    times_not_solved = models.PositiveSmallIntegerField(default=0)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    clocks_decided = models.PositiveSmallIntegerField(default=0)
    clocks_missed = models.PositiveSmallIntegerField(default=0)

    objects = CaseFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("facts of a case")
        verbose_name_plural = _("facts of cases")
        indexes = (
            models.Index(name="reports_fact_opened", fields=("opened_on", "case")),
            models.Index(name="reports_fact_closed", fields=("closed_on", "case")),
            models.Index(name="reports_fact_store", fields=("store_id", "opened_on")),
            models.Index(name="reports_fact_department", fields=("department_id", "opened_on")),
        )

    def __str__(self) -> str:
        return f"case:{self.case_id} v{self.version}"
