"""First and total resolution of a case that was opened again: neither hides behind the other."""

from dataclasses import dataclass
from datetime import datetime

from cases.kinds import EventKind
from cases.models import Case
from cases.states import WORKABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolutions:
    """When a case was solved for the first time, and when at last; `last` is None while it is open again."""

    first: datetime
    last: datetime | None


def resolutions_of(case: Case) -> Resolutions | None:
    """Both of them; None where the case was never opened again. One statement where it may have been.

    A solving that was undone as a slip is none (sla.md 29 and 32).
    """
    is_open = case.state in WORKABLE
    if not case.resolution_number or (case.resolution_number == 1 and not is_open):
        return None
    solved: list[datetime] = []
    kinds = (EventKind.RESOLVED, EventKind.RESOLUTION_UNDONE)
    events = case.events.filter(kind__in=kinds).order_by("seq")
    for kind, at in events.values_list("kind", "happened_at"):
        if kind == EventKind.RESOLVED:
            solved.append(at)
        elif solved:
            solved.pop()
    if not solved or (len(solved) == 1 and not is_open):
        return None
    return Resolutions(first=solved[0], last=None if is_open else solved[-1])
