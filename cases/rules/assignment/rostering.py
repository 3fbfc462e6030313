"""Rostering: who may put whom on duty; whoever is on duty is given cases, and reads them."""

from datetime import timedelta, tzinfo

from django.db import transaction
from django.db.models import Q

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


@transaction.atomic
def repeat_weekly(shift_id: int, weeks: int, *, zone: tzinfo, actor: User) -> list[DutyShift]:
    """Give the same person the same shift in each of the weeks that follow, at the same hours by the clock.

    `zone` is whose clock that is. Raises NotAllowed as `may_roster`, ValueError for more than MOST_WEEKS.
    """
    first = DutyShift.objects.select_for_update().get(pk=shift_id)
    if not may_roster(actor, department_id=first.department_id):
        raise NotAllowed
    if not 0 <= weeks <= MOST_WEEKS:
        raise ValueError(weeks)
    starts, ends = (
        moment.astimezone(zone).replace(tzinfo=None) for moment in (first.starts_at, first.ends_at)
    )
    return [
        DutyShift.objects.create(
            level=first.level, person_id=first.person_id, department_id=first.department_id,
            position=first.position,
            starts_at=(starts + timedelta(weeks=week)).replace(tzinfo=zone),
            ends_at=(ends + timedelta(weeks=week)).replace(tzinfo=zone),
        )
        for week in range(1, weeks + 1)
    ]  # fmt: skip
