"""Rostering: who may put whom on duty; whoever is on duty is given cases, and reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import DutyShift
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import WORKING, Ability

# Half a year: further ahead nobody knows who will be there.
MOST_WEEKS = 26


def may_roster(actor: User, *, department_id: int | None) -> bool:
    """Whether somebody may fill shifts of this department, or (None) of all: as far as they reach.

    Whoever manages settings may fill any.
    """
    reach = actor.reach
    return actor.can(Ability.MANAGE_SETTINGS) or (
        actor.can(Ability.SUPERVISE) and (reach.everything or department_id in reach.departments)
    )


def may_stand(person: User, *, department_id: int | None) -> bool:
    """Whether somebody may be on duty there: they work on cases, at a place that covers it; no store does."""
    if not person.is_active:
        return False
    place = Q() if department_id is None else Q(department=None) | Q(department=department_id)
    postings = person.postings.current().filter(place, role__in=WORKING, store=None)
    return postings.exists()


def stands_already(
    person: User, *, level: int, department_id: int | None, starts_at: datetime, ends_at: datetime
) -> QuerySet[DutyShift]:
    """Shifts of this person in the same place that share some time with this one."""
    return DutyShift.objects.filter(
        person=person, level=level, department=department_id, starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )  # fmt: skip


def is_away(person: User, *, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether this person is away all of the time: who is for an hour of it may stand there."""
    absences = person.absences.lasting()
    return absences.filter(begins_at__lte=starts_at, ends_at__gte=ends_at).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What became of a shift that was repeated: those entered, and when those begin that were left out."""

    entered: Sequence[DutyShift]
    away: Sequence[datetime]
    there_already: Sequence[datetime]


@transaction.atomic
def repeat_weekly(shift_id: int, weeks: int, *, zone: tzinfo, actor: User) -> Repeated:
    """Give the same person the same shift in each of the weeks that follow, at the same hours by the clock.

    A week is left out in which they are away then, or stand there already: nobody would be there, or one
    person twice. `zone` is whose clock that is. Raises NotAllowed as `may_roster`, ValueError for more than
    MOST_WEEKS.
    """
    first = DutyShift.objects.select_for_update().get(pk=shift_id)
    if not may_roster(actor, department_id=first.department_id):
        raise NotAllowed
    if not 0 <= weeks <= MOST_WEEKS:
        raise ValueError(weeks)
    entered, away, there = [], [], []
    for week in range(1, weeks + 1):
        span = _span(first, week, zone)
        if is_away(first.person, **span):
            away.append(span["starts_at"])
        elif _stands(first, span):
            there.append(span["starts_at"])
        else:
            entered.append(_entered(first, span))
    return Repeated(entered=entered, away=away, there_already=there)


def _span(first: DutyShift, week: int, zone: tzinfo) -> dict[str, datetime]:
    """The same hours by the clock, so many weeks later."""
    return {
        name: (
            getattr(first, name).astimezone(zone).replace(tzinfo=None) + timedelta(weeks=week)
        ).replace(tzinfo=zone)
        for name in ("starts_at", "ends_at")
    }


def _stands(first: DutyShift, span: Mapping[str, datetime]) -> bool:
    there = stands_already(
        first.person, level=first.level, department_id=first.department_id, **span
    )
    return there.exists()


def _entered(first: DutyShift, span: Mapping[str, datetime]) -> DutyShift:
    return DutyShift.objects.create(
        level=first.level, person_id=first.person_id, department_id=first.department_id,
        position=first.position, **span,
    )  # fmt: skip
