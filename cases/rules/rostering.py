"""Rostering: who may put whom on duty; whoever is on duty is given cases, and reads them."""

from django.db.models import Q

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import WORKING, Ability


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
