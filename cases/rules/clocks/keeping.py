"""Keeping clocks: a process that takes a case through all its steps goes on with its clocks between them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cases.models import Case
from cases.rules.clocks import clocking, recounting, ruling
from cases.sla.clock import CaseClocks

# Kept at a time; whoever lives cases one after the other needs few.
_MOST = 200


# By case: after how many events, and the clocks.
_kept: dict[int, tuple[int, CaseClocks]] | None = None


@contextmanager
def clocks_kept() -> Iterator[None]:
    """Go on with clocks in this block, instead of reading and folding a whole history at every step.

    For a process without threads that nobody else's cases pass through, such as the one that makes the
    demonstration; elsewhere a case comes back to the same process too seldom. A history only grows, so that
    clocks which have taken in its first events are what folding those would give.
    """
    global _kept
    _kept = {}
    try:
        yield
    finally:
        _kept = None


def clocks_after(events_of: Mapping[int, int]) -> dict[int, CaseClocks]:
    """Give the clocks of cases, locked by the caller, after as many events of their stored histories."""
    taken = {case_id: _taken(case_id, seq) for case_id, seq in events_of.items()}
    found = {case_id: clocks for case_id, clocks in taken.items() if clocks is not None}
    rest = [case_id for case_id in events_of if case_id not in found]
    for case_id, events in recounting.histories_of(rest).items() if rest else ():
        found[case_id] = clocking.clocks_of(events)
    return found


def are_kept() -> bool:
    """Whether clocks are kept here: then they must take in whatever happens."""
    return _kept is not None


def keep(case: Case, clocks: CaseClocks) -> None:
    """Keep the clocks of a locked case that have taken in all its events, where clocks are kept."""
    if _kept is None:
        return
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[case.pk] = (case.last_event_seq, clocks)


def _taken(case_id: int, seq: int) -> CaseClocks | None:
    """Take out what is kept of a case; nothing where it is of other events, as after a change undone."""
    known = _kept.pop(case_id, None) if _kept is not None else None
    if known is None or known[0] != seq:
        return None
    rules = ruling.rules()
    return known[1] if known[1].are_by(rules.policies, rules.calendars) else None
