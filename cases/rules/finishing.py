"""Finishing many changes at once: cases, clocks, history and ledger of a batch in four statements."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cases.rules import clocking
from cases.rules.changing import FIELDS, Change, write_events
from cases.sla.cycles import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One locked case with what happened to it, its cycles after that, and which of them are stored."""

    change: Change
    cycles: Sequence[Cycle]
    stored: frozenset[tuple[str, int]]


def finish_many(done: Sequence[Done], *, now: datetime) -> None:
    """Store what happened to each; where nothing did, its clocks move on all the same.

    None of the events may move a case from state to state: no bell is rung for that here.
    """
    for one in done:
        clocking.show_due(one.change.case, one.cycles)
        if one.change.events:
            one.change.case.version += 1
    _save([one.change for one in done])
    clocking.store_many([(one.change.case, one.cycles) for one in done], now=now, has_rung=True)
    for one in done:
        if not one.stored <= {(cycle.clock.value, cycle.number) for cycle in one.cycles}:
            clocking.drop_undone(one.change.case, one.cycles)
    write_events([one.change for one in done if one.change.events])


def _save(changes: Sequence[Change]) -> None:
    """Write the columns that any of the cases changed, in one statement; the rows are locked by us."""
    changed = [
        f
        for f in FIELDS
        if any(change.stored[f.attname] != getattr(change.case, f.attname) for change in changes)
    ]
    if not changed:
        return
    rows = [
        {"id": change.case.pk} | {str(f.column): getattr(change.case, f.attname) for f in changed}
        for change in changes
    ]
    sets = ", ".join(f'"{f.column}" = new."{f.column}"' for f in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_case SET {sets} FROM json_populate_recordset(NULL::cases_case, %s) AS new"  # noqa: S608
            " WHERE cases_case.id = new.id",
            [json.dumps(rows, default=datetime.isoformat)],
        )
