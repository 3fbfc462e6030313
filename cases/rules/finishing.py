"""Finishing many changes at once: cases, clocks, history and ledger of a batch in four statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.rules import clocking
from cases.rules.changing import Change, save_cases, write_events
from cases.rules.clocking import Stored
from cases.sla.cycles import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One locked case with what happened to it, its cycles after that, and what is stored of them."""

    change: Change
    cycles: Sequence[Cycle]
    stored: Mapping[tuple[str, int], Stored]


def finish_many(done: Sequence[Done], *, now: datetime) -> None:
    """Store what happened to each; where nothing did, its clocks move on all the same.

    None of the events may move a case from state to state: no bell is rung for that here.
    """
    for one in done:
        clocking.show_due(one.change.case, one.cycles)
        if one.change.events:
            one.change.case.version += 1
    save_cases([one.change for one in done])
    clocking.store_rung([(one.change.case, one.cycles, one.stored) for one in done], now=now)
    for one in done:
        if not one.stored.keys() <= {(cycle.clock.value, cycle.number) for cycle in one.cycles}:
            clocking.drop_undone(one.change.case, one.cycles)
    write_events([one.change for one in done if one.change.events])
