"""Rows of reports: facts as cases with known times leave them."""

from datetime import timedelta

from cases.kinds import EventKind
from cases.models import CaseEvent, ClockCycle
from cases.states import CaseState
from tests.factories.cases import NOW, case_in

SOLVED = (CaseState.RESOLVED, CaseState.VERIFYING, CaseState.CLOSED)


def timed_case(*, opened_at=NOW, answered=None, solved=None, closed=None, **more):
    """Give a case with these durations in seconds after its opening; None leaves it without."""
    times = {"opened_at": opened_at}
    if answered is not None:
        times["first_answered_at"] = opened_at + timedelta(seconds=answered)
    if solved is not None:
        times["resolved_at"] = opened_at + timedelta(seconds=solved)
    if closed is not None:
        times["closed_at"] = opened_at + timedelta(seconds=closed)
    state = more.pop("state", None) or (
        CaseState.CLOSED
        if closed is not None
        else CaseState.VERIFYING
        if solved is not None
        else CaseState.IN_PROGRESS
    )
    return case_in(state, **times, **more)


def clock(case, name, *, met=None, missed=False, number=1, **more):
    """Give a case a time limit of an hour that was met after so many seconds, or was missed."""
    due_at = case.opened_at + timedelta(hours=1)
    return ClockCycle.objects.create(
        case=case, clock=name, number=number, started_at=case.opened_at, target_seconds=3600,
        due_at=due_at, breached_at=due_at if missed else None,
        met_at=None if met is None else case.opened_at + timedelta(seconds=met), **more,
    )  # fmt: skip


def happened(case, kind, **facts):
    """Add an event to the history of a case."""
    case.last_event_seq += 1
    case.version += 1
    case.save()
    return CaseEvent.objects.create(
        case=case, seq=case.last_event_seq, kind=EventKind(kind), facts=facts,
        happened_at=case.opened_at, recorded_at=case.opened_at,
    )  # fmt: skip
