"""What happened to a quote in the words of its customer, and whether the case waits for their answer."""

from collections.abc import Sequence

from cases.kinds import EventKind
from cases.measures.case_page.quotes import Sheet
from cases.measures.customers import words
from cases.measures.customers.page import Entry
from cases.models import Case, CaseEvent
from cases.quote_words import heard, which
from cases.states import CaseState

_BY_CUSTOMER = frozenset({EventKind.QUOTE_APPROVED, EventKind.QUOTE_DECLINED})


def waits_for_quote(quote: Sheet, case: Case, events: Sequence[CaseEvent]) -> bool:
    """Whether it is this quote that the case waits for, and not another question."""
    if case.state != CaseState.WAITING or not quote.is_open:
        return False
    began = [event for event in events if event.kind == EventKind.WAITING_BEGAN]
    return bool(began) and began[-1].facts.get("quote") == quote.pk


def told_of_quote(event: CaseEvent) -> Entry:
    """One line: which quote, by which way they told us, and what was said with it."""
    kind = EventKind(event.kind)
    which_one = str(words.QUOTE) % which(event.facts)
    first = " · ".join(part for part in (which_one, heard(event.facts)) if part)
    said = str(event.facts.get("words") or event.facts.get("reason") or "")
    return Entry(
        at=event.happened_at, kind="customer" if kind in _BY_CUSTOMER else "staff",
        title=words.TITLES[kind], text=f"{first}\n{said}" if said else first,
    )  # fmt: skip
