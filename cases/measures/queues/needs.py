"""What waits for one person in particular, in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from cases.incident_kinds import ProblemState
from cases.kinds import SolutionState
from cases.measures.counting import counted_for
from cases.models import (
    Case,
    Escalation,
    Incident,
    Opinion,
    Problem,
    Promise,
    SolutionVersion,
    WorkOrder,
)
from cases.models.case import CaseQuerySet
from cases.states import UNFINISHED, CaseState
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# More is not read any better.
MOST = 99
_NEEDS = Kept[Any](spare=("now",))
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Numbers of things that wait for somebody, as text: more than 99 is "99+"."""

    escalations: str
    rejections: str
    breached: str
    overdue: str
    unanswered: str
    promises: str
    solutions: str
    recurring: str
    incidents: str
    orders: str
    opinions: str


def escalated_to(user: User) -> CaseQuerySet:
    """Visible cases with an escalation to acknowledge: raised to them, or to nobody where they lead.

    Which are theirs to see is asked of the cases alone: asked of the escalations as well, the database would
    gather all that somebody may see, which is most of what there is.
    """
    waiting = Escalation.objects.filter(
        acknowledged_at=None, stepped_down_at=None, climbed_at=None, case__state__in=UNFINISHED
    )
    raised = Q(assignee=user)
    if user.can(Ability.SUPERVISE):
        raised |= Q(assignee=None)
    return Case.objects.visible_to(user).filter(pk__in=waiting.filter(raised).values("case"))


def rejections_for(user: User) -> CaseQuerySet:
    """Cases of which somebody else proposed that they be rejected."""
    if not user.can(Ability.CONFIRM_REJECTION):
        return Case.objects.none()
    return (
        Case.objects.visible_to(user)
        .filter(state=CaseState.RECEIVED, rejection_proposed_by__isnull=False)
        .exclude(rejection_proposed_by=user)
    )


def solutions_for(user: User) -> QuerySet[SolutionVersion]:
    """Versions of standard solutions that this person may approve, for somebody else wrote them."""
    if not user.can(Ability.APPROVE_SOLUTIONS):
        return SolutionVersion.objects.none()
    waiting = SolutionVersion.objects.filter(state=SolutionState.IN_REVIEW)
    return waiting.exclude(written_by=user)


def problems_for(user: User) -> QuerySet[Problem]:
    """Recurring problems that were found and wait for a manager of their place."""
    if not user.can(Ability.SUPERVISE):
        return Problem.objects.none()
    return Problem.objects.visible_to(user).filter(state=ProblemState.PROPOSED)


def incidents_for(user: User) -> QuerySet[Incident]:
    """Incidents that are not over and that this person was called in to."""
    return Incident.objects.filter(over_at=None, members__person=user, members__left_at=None)


def breached_for(user: User, *, now: datetime) -> CaseQuerySet:
    """Cases past a limit where this person leads, exactly those of the list that the number leads to."""
    if not user.can(Ability.SUPERVISE):
        return Case.objects.none()
    return Case.objects.visible_to(user).unfinished().overdue(now)


def orders_for(user: User) -> QuerySet[WorkOrder]:
    """Work orders that wait for this person: their own, and what nobody of their departments has accepted."""
    nobodys = Q(owner=None, department__in=user.reach.departments)
    return WorkOrder.objects.open().filter(Q(owner=user) | nobodys)


def promised_by(user: User, *, now: datetime) -> Q:
    """Of cases: those in which a promise of this person falls due within a day, or was not kept in time.

    What is closed or merged owes it as well (decisions/0043).
    """
    theirs = Promise.objects.owed().filter(owner=user, due_at__lt=now + DAY)
    return Q(pk__in=theirs.values("case"))


def needs_of(user: User, *, now: datetime) -> Needs:
    """Count what waits for this person."""
    return Needs(**counted_for(user, _NEEDS, partial(_asked, user), now=now, most=MOST))


def _asked(user: User, now: datetime) -> dict[str, QuerySet[Any]]:
    mine = Case.objects.unfinished().owned_by(user)
    return {
        "escalations": escalated_to(user),
        "rejections": rejections_for(user),
        "breached": breached_for(user, now=now),
        "overdue": mine.overdue(now),
        "unanswered": mine.filter(unanswered_since__isnull=False),
        "promises": Case.objects.visible_to(user).filter(promised_by(user, now=now)),
        "solutions": solutions_for(user),
        "recurring": problems_for(user),
        "incidents": incidents_for(user).distinct(),
        "orders": orders_for(user),
        "opinions": Opinion.objects.awaited().filter(person=user),
    }
