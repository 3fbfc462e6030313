"""Assigning: claiming a case, or giving it to somebody."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.errors import CaseError, IllegalMove
from cases.kinds import EventKind, Klass
from cases.models import Case
from cases.ranking import Reason
from cases.rules.changes import owning, telling
from cases.rules.changes.changing import Change, changing
from cases.rules.lifecycle.guarding import check_facts
from cases.rules.lifecycle.moving import move
from cases.states import MOVES, CaseState
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Absence, User
from feedback_site.organisation.roles import Ability


class AlreadyOwned(CaseError):
    """Somebody else was quicker."""

    code = "already_owned"
    message = _("Somebody else was quicker: this case has an owner already. Nothing was changed.")
    status = 409


class Away(CaseError):
    """Whoever is away gets no case: it would be handed on at once."""

    code = "away"
    message = _(
        "%(who)s is entered as away until %(until)s. End the away time first, or choose somebody else. "
        "Nothing was changed."
    )
    status = 409


_AWAY = """
SELECT EXISTS (
    SELECT FROM organisation_absence
    WHERE person_id = %s AND hands_over AND begins_at <= %s AND ends_at > %s
)
"""


def claim_case(
    case_id: int, *, actor: User, now: datetime, version: int | None = None, reason: str = "",
    why: Sequence[Reason] = (),
) -> Case:  # fmt: skip
    """Take a case that nobody answers for, or that one was given; begin work where it has been sorted.

    Raises AlreadyOwned where somebody was quicker: exactly one of two wins; Away.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    require_here(actor.pk, now=now)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.owner_id not in (None, actor.pk):
            raise AlreadyOwned
        hand_over(change, actor.pk, reason=reason, why=why)
    return change.case


def assign_case(
    case_id: int, *, owner_id: int, actor: User | None, now: datetime, reason: str = "",
    version: int | None = None,
) -> Case:  # fmt: skip
    """Give a case to somebody who may work on it.

    Owners may pass theirs on, supervisors any, and whoever works on cases may take one that is free.
    Raises Away where that person is.
    """
    require_here(owner_id, now=now)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if not _may_give(change.case, owner_id, actor):
            raise NotAllowed
        hand_over(change, owner_id, reason=reason)
    return change.case


def _may_give(case: Case, owner_id: int, actor: User | None) -> bool:
    if actor is None or case.owner_id == actor.pk or actor.can(Ability.ASSIGN_CASES):
        return True
    takes_it = case.owner_id is None and str(owner_id) == str(actor.pk)
    return takes_it and actor.can(Ability.WORK_CASES)


def require_here(person_id: int, *, now: datetime) -> None:
    """Raise Away for somebody whose cases are handed over now."""
    if not str(person_id).isdecimal():
        return  # what is no person is refused as a fact
    with connection.cursor() as cursor:
        # By hand, for every claim asks it, and nearly always in vain.
        cursor.execute(_AWAY, [int(person_id), now, now])
        if not cursor.fetchone()[0]:
            return
    holding = Absence.objects.holding(now).filter(person=person_id, hands_over=True)
    absence = holding.select_related("person").first()
    if absence is not None:
        until = date_format(timezone.localtime(absence.ends_at), "SHORT_DATETIME_FORMAT")
        raise Away(who=absence.person, until=until)


def hand_over(
    change: Change, owner_id: int, *, reason: str = "", why: Sequence[Reason] = ()
) -> None:
    """Make somebody the owner of a locked case, and take it from sorted to in progress.

    For what a person does: the machine gives cases by `owning.give`, which begins nothing.
    """
    case, actor = change.case, change.actor
    # Whoever takes it themselves is known already, with what they may do.
    owner = actor if actor is not None and actor.pk == owner_id else owner_id
    if case.state == CaseState.TRIAGED:
        checked = move(change, CaseState.IN_PROGRESS, {"owner": owner}, is_entitled=True)
        owner_id = int(str(checked["owner"]))
        telling.tell(change, "in_progress")
    elif case.is_finished:
        raise IllegalMove(came_from=CaseState(case.state).label, to=CaseState.IN_PROGRESS.label)
    else:
        step = MOVES[CaseState.TRIAGED][CaseState.IN_PROGRESS]
        owner_id = int(str(check_facts(step.facts, {"owner": owner}, now=change.now)["owner"]))
    owning.give(change, owner_id, reason=reason, why=why)
    if case.klass == Klass.TECHNICAL:
        sent(change, owner_id, at=change.now)


def sent(change: Change, owner_id: int, *, at: datetime | None = None) -> None:
    """Say of a locked case that a named person is on it: the dispatch of L2, once in each run of the case.

    Without `at` since work began: what turns out to be technical later was in their hands from then.
    """
    of_run = (EventKind.STARTED, EventKind.REOPENED, EventKind.DISPATCHED)
    last = change.case.events.filter(kind__in=of_run).order_by("-seq").first()
    if last is None or last.kind != EventKind.DISPATCHED:
        since = at or (last.happened_at if last is not None else change.now)
        change.happened(EventKind.DISPATCHED, at=since, facts={"assignee": str(owner_id)})
