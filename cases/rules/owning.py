"""Owning: who answers for a case, and since when."""

from cases.kinds import EventKind
from cases.models import Assignment
from cases.rules.changing import Change


def give(change: Change, owner_id: int, *, reason: str = "") -> None:
    """Make somebody the owner; whoever had the case before is released."""
    case = change.case
    if case.owner_id == owner_id:
        return
    release(change)
    case.owner_id = owner_id
    Assignment.objects.create(
        case=case, owner_id=owner_id, given_by=change.actor, began_at=change.now
    )
    change.happened(EventKind.ASSIGNED, facts={"assignee": str(owner_id), "reason": reason})


def release(change: Change) -> None:
    """End the current owner's time with the case."""
    if change.case.owner_id is not None:
        change.case.assignments.filter(ended_at=None).update(ended_at=change.now)
        change.case.owner = None
