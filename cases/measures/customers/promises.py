"""What happened to a promise in the words of the customer to whom it was made."""

from collections.abc import Mapping

from django.utils.dateparse import parse_datetime

from cases.kinds import EventKind
from cases.measures.customers import words
from cases.measures.customers.page import Entry
from cases.models import CaseEvent

PROMISE_TITLES = frozenset(
    {
        EventKind.PROMISE_MADE,
        EventKind.PROMISE_KEPT,
        EventKind.PROMISE_CHANGED,
        EventKind.PROMISE_WITHDRAWN,
    }
)


def told_of_promise(event: CaseEvent, promised: Mapping[str, str]) -> Entry:
    """One line: what was promised, by when, and why that was changed or taken back."""
    kind, facts = EventKind(event.kind), event.facts
    is_kept = kind in (EventKind.PROMISE_KEPT, EventKind.NOTING_TAKEN_BACK)
    said = promised.get(str(facts.get("promise")), "") if is_kept else str(facts.get("text", ""))
    # Why it was taken for kept is between colleagues.
    why = "" if is_kept else str(facts.get("reason", ""))
    return Entry(
        at=event.happened_at, kind="system" if is_kept else "staff", title=words.TITLES[kind],
        text=f"{said}\n{why}" if why else said,
        due_at=parse_datetime(str(facts.get("due_at", ""))),
    )  # fmt: skip
