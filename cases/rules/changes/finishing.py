"""Finishing many changes at once: cases, clocks, history and ledger of a batch in a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.rules.changes.changing import Change, save_cases, write_events
from cases.rules.clocks import clocking, passing
from cases.rules.clocks.passing import Key, Passed, Whole
from cases.sla.clock import tells
from cases.sla.cycles import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """One locked case with what happened to it, its cycles after that, and what is stored of them."""

    change: Change
    cycles: Sequence[Cycle]
    stored: Mapping[Key, Whole]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One locked case with what happened to it, and those of its clocks that time has moved on."""

    change: Change
    passed: Sequence[Passed]


def finish_many(folded: Sequence[Folded], foreseen: Sequence[Foreseen], *, now: datetime) -> None:
    """Store what happened to each; where nothing did, its clocks move on all the same.

    None of the events may move a case from state to state: no bell is rung for that here.
    """
    for one in folded:
        clocking.show_due(one.change.case, one.cycles)
    for each in foreseen:
        _take_in(each.change)
    changes = [one.change for one in folded] + [each.change for each in foreseen]
    for change in changes:
        if change.events:
            change.case.version += 1
    save_cases(changes)
    passing.store_folded([(one.change.case, one.cycles, one.stored) for one in folded], now=now)
    passing.move_on(passed for each in foreseen for passed in each.passed)
    for one in folded:
        if not one.stored.keys() <= {(cycle.clock.value, cycle.number) for cycle in one.cycles}:
            clocking.drop_undone(one.change.case, one.cycles)
    write_events([change for change in changes if change.events])


def _take_in(change: Change) -> None:
    """Let stored clocks be those of the events that have just happened, if these tell them nothing.

    Else the next sweep folds: what happens to a case while its clocks go on unfolded must not move them.
    """
    if not any(tells(event.kind, event.facts) for event in change.events):
        change.case.folded_seq = change.case.last_event_seq
