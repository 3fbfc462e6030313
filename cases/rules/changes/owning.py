"""Owning: who answers for a case, and since when."""

from collections.abc import Sequence

from cases.kinds import EventKind
from cases.models import Assignment
from cases.ranking import Reason
from cases.rules.changes.changing import Change


def give(change: Change, owner_id: int, *, reason: str = "", why: Sequence[Reason] = ()) -> None:
    """Make somebody the owner; whoever had the case before is released.

    `reason` is a colleague's words or a code of ranking_words; `why` says what spoke for this person.
    """
    case = change.case
    if case.owner_id == owner_id:
        return
    release(change)
    case.owner_id = owner_id
    Assignment.objects.create(
        case=case, owner_id=owner_id, given_by=change.actor, began_at=change.now
    )
    facts: dict[str, object] = {"assignee": str(owner_id), "reason": reason}
    if why:
        facts["why"] = [one.wire() for one in why]
    change.happened(EventKind.ASSIGNED, facts=facts)


def release(change: Change) -> None:
    """End the current owner's time with the case."""
    if change.case.owner_id is not None:
        change.case.assignments.filter(ended_at=None).update(ended_at=change.now)
        change.case.owner = None
