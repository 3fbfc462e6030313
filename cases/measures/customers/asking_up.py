"""Whether a customer may ask that somebody else looks at their case: once on each level that it stands on."""

from collections.abc import Iterable

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, Escalation
from cases.models.duty import TOP
from cases.states import WORKABLE


def may_ask_up(case: Case, events: Iterable[CaseEvent]) -> bool:
    """Say so of the case that is worked on, by the events of the customer's own, which may be merged into it.

    Not again while whom they asked for has not been seen to take it up: three presses are no way to the
    top. Solved, they say that it is not; at the top there is nobody else. At most one statement.
    """
    if case.state not in WORKABLE or case.level >= TOP:
        return False
    asked = [event for event in events if event.kind == EventKind.ASKED_UP]
    if any(event.facts.get("level", 0) >= case.level for event in asked):
        return False
    return not (asked and _waits(case))


def _waits(case: Case) -> bool:
    """Whether what a customer asked for still waits for somebody."""
    return case.escalations.filter(
        cause=Escalation.Cause.CUSTOMER, acknowledged_at=None, climbed_at=None,
        stepped_down_at=None,
    ).exists()  # fmt: skip
