"""Giving out: no case is without an owner past its limit; whoever fits and is there gets it before.

Where a department wants it, at once. Otherwise people take cases themselves until a limit is near.
A gift is no beginning: whoever got a case begins with it, and until then the customer is told nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, Value
from django.utils.translation import gettext_lazy as _

from cases.measures.assignment.matching import needs_of, ranking_for
from cases.measures.assignment.presence import points_of
from cases.models import Case
from cases.models.case import reference_of
from cases.ranking import Reason
from cases.rules.changes import owning
from cases.rules.changes.changing import Change, changing
from cases.rules.escalation.climbing import Roster
from cases.rules.escalation.raising import context_of
from cases.rules.locking import lock_case
from cases.states import CaseState
from channels.rules.outbox.enqueuing import enqueue_many, staff_letter
from feedback_site.organisation.kinds import Giving
from feedback_site.organisation.models import User
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import BELL_HAS, Sweep

# A limit is near for the second half of its time, and for two hours at most.
LONGEST_LEAD = timedelta(hours=2)
GIVING = Sweep(
    code="cases.give", title=_("Give a case that nobody has to somebody"), label=reference_of
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Who is to have a case, why, and from when on they may be told."""

    person: User
    reason: str
    why: Sequence[Reason]
    tell_at: datetime


def sweep_unowned(*, now: datetime, limit: int = 100) -> int:
    """Give out what is due to be owned, the earliest limit first."""
    roster = Roster(now=now)
    return one_by_one(GIVING, _due(now, limit), partial(give_out, now=now, roster=roster), now=now)


@transaction.atomic
def give_out(case_id: int, *, now: datetime, roster: Roster | None = None) -> Case | None:
    """Give a case that nobody has to whoever fits best and is there, else to whoever is on duty.

    None where somebody took it meanwhile, where it is not due, or where the whole house has nobody.
    """
    case = lock_case(case_id)
    reason = _due_for(case, now)
    if not reason:
        return None
    roster = roster or Roster(now=now)
    chosen = choose(case, roster, reason=reason)
    if chosen is None:
        return None
    with changing(case_id, actor=None, now=now) as change:
        give(change, chosen)
    roster.took(chosen.person.pk, points_of(change.case))
    return change.case


def choose(case: Case, roster: Roster, *, reason: str) -> Chosen | None:
    """The best of those who could take a case, else whoever holds the ladder, an officer at last.

    Nobody whom the customer names: then rather nobody, and the case stays on the page of those without owner.
    """
    need = needs_of([case])[case.pk]
    best = ranking_for(case, roster, need=need).best
    if best is not None:
        person = User.objects.get(pk=best.candidate.pk)
        return Chosen(person=person, reason=reason, why=best.reasons, tell_at=roster.now)
    rung = roster.rung_beside(1, case, told=need.told)
    if rung.person is None:
        return None
    return Chosen(person=rung.person, reason="nobody_free", why=(), tell_at=rung.tell_at)


def give(change: Change, chosen: Chosen) -> None:
    """Make somebody the owner of the locked case, and tell them when they are there.

    The case stays where it is: nobody is dispatched, and no limit met, before a person begins.
    """
    person, case = chosen.person, change.case
    owning.give(change, person.pk, reason=chosen.reason, why=chosen.why)
    context = context_of(case, due_at=case.next_due_at.isoformat() if case.next_due_at else "")
    letter = staff_letter(
        person, "staff_case_given", number=case.last_event_seq, now=change.now, case_id=case.pk,
        context=context, not_before=chosen.tell_at,
    )  # fmt: skip
    enqueue_many([letter], now=change.now)


def _due(now: datetime, limit: int) -> list[int]:
    """Free cases that must have an owner now, as `_due_for` says; the earliest limit first."""
    free = Case.objects.unassigned().alias(
        left=ExpressionWrapper(F("next_due_at") - Value(now), DurationField()),
        gone=ExpressionWrapper(Value(now) - F("opened_at"), DurationField()),
    )
    near = Q(next_due_at__lte=now + LONGEST_LEAD, left__lte=F("gone"))
    at_once = Q(department__giving=Giving.AUTOMATIC, opened_at__lt=now - BELL_HAS)
    due = free.filter(
        Q(next_due_at__lte=now) | at_once | near & ~Q(department__giving=Giving.OFF)
    ).exclude(pk__in=stuck(GIVING))
    return list(due.order_by("next_due_at", "pk").values_list("pk", flat=True)[:limit])


def _due_for(case: Case, now: datetime) -> str:
    """Why a case must have an owner now; empty where it has one, or need not have one yet."""
    if case.owner_id is not None or case.state not in (CaseState.RECEIVED, CaseState.TRIAGED):
        return ""
    giving = case.department.giving if case.department is not None else Giving.SUGGEST
    due = case.next_due_at
    if due is not None and due <= now:
        return "past_limit"
    if giving == Giving.AUTOMATIC and case.opened_at < now - BELL_HAS:
        return "automatic"
    if due is None or giving == Giving.OFF:
        return ""
    lead = min(LONGEST_LEAD, (due - case.opened_at) / 2)
    return "before_limit" if due - lead <= now else ""
