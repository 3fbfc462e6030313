"""Passing: what time brings to stored clocks, read for a sweep and stored by it, many cases at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from cases.models import Case
from cases.rules.clocks import clocking
from cases.rules.clocks.recounting import moment_of, seconds_of
from cases.sla.coming import BROKEN, come
from cases.sla.cycles import Cycle, Level
from feedback_site.kept_queries import planned_cursor
from feedback_site.many_values import as_json, listed

# Clock and number of a cycle.
Key = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One stored cycle, and the levels that were told of it."""

    pk: int
    subject: str
    due_at: datetime | None
    told: Collection[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Stored):
    """The same with all its columns, in their order, to be compared with the fold."""

    columns: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Stored):
    """A cycle whose alarm has come: which levels are to be told, and how it stands when they are."""

    levels: Sequence[Level]
    breached_at: datetime | None
    alarm_at: datetime | None


# ------------------------------------------------------ clocks that go on as they were foreseen

_ALARMS = """
SELECT case_id, clock, number, id, subject, {due}, {breached}, met_at IS NULL AND cancelled_at IS NULL,
       coming, ARRAY(SELECT level FROM cases_notice WHERE cycle_id = cycle.id)
FROM cases_clockcycle AS cycle
WHERE case_id = ANY(%s::bigint[])
  AND (alarm_at <= %s OR coming IS NULL AND met_at IS NULL AND cancelled_at IS NULL)
""".format(due=seconds_of("due_at"), breached=seconds_of("breached_at"))  # noqa: S608 ours
_MOVE_ON = """
UPDATE cases_clockcycle
SET breached_at = given.breached_at::timestamptz, alarm_at = given.alarm_at::timestamptz
FROM json_to_recordset(%s) AS given (id bigint, breached_at text, alarm_at text)
WHERE cases_clockcycle.id = given.id
"""


def passed_of(cases: Sequence[Case], *, now: datetime) -> dict[int, dict[Key, Passed]]:
    """Read what has come of the clocks of locked cases whose history need not be folded to know it.

    To a case with its last event in its stored clocks time brings what was foreseen when they were stored
    (cases.sla.coming), and nothing else, if that was said of each open one. Left out is also whose limit
    breaks while nobody owns it: it may get an owner by that, and with them a clock. Nothing has come of what
    another sweep told meanwhile.
    """
    owned = {
        case.id: case.owner_id is not None
        for case in cases
        if case.folded_seq == case.last_event_seq
    }
    found: dict[int, dict[Key, Passed]] = {case_id: {} for case_id in owned}
    if not owned:
        return found
    with planned_cursor() as cursor:
        cursor.execute(_ALARMS, [listed(owned), now])
        for case_id, clock, number, *columns in cursor.fetchall():
            passed = _passed(columns, now=now)
            if passed is None or not (owned[case_id] or _is_harmless(passed)):
                found.pop(case_id, None)
            elif case_id in found:
                found[case_id][clock, number] = passed
    return found


def _passed(columns: Sequence[Any], *, now: datetime) -> Passed | None:
    pk, subject, due, breached, is_open, foreseen, told = columns
    if foreseen is None:
        return None
    levels, alarm_at = come(foreseen, now)
    if breached is None and is_open and due is not None and due < int(now.timestamp()):
        breached = due
    return Passed(
        pk=pk, subject=subject, due_at=_moment(due), told=told, alarm_at=alarm_at,
        breached_at=_moment(breached), levels=[one for one in levels if one.share not in told],
    )  # fmt: skip


def _is_harmless(passed: Passed) -> bool:
    return all(level.share < BROKEN for level in passed.levels)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else moment_of(seconds)


def move_on(passed: Iterable[Passed]) -> None:
    """Store cycles as they stand after what has come of them, in one statement."""
    rows = [
        {"id": one.pk, "breached_at": one.breached_at, "alarm_at": one.alarm_at} for one in passed
    ]
    if rows:
        with planned_cursor() as cursor:
            cursor.execute(_MOVE_ON, [as_json(rows)])


# ---------------------------------------------------------------- clocks that were folded anew

_MOMENTS = ("_at", "_since")
_MOMENTS_AT = [index for index, name in enumerate(clocking.COLUMNS) if name.endswith(_MOMENTS)]
_SUBJECT, _DUE_AT = clocking.COLUMNS.index("subject"), clocking.COLUMNS.index("due_at")
_WHOLE = """
SELECT case_id, clock, number, id, ARRAY(SELECT level FROM cases_notice WHERE cycle_id = cycle.id), {}
FROM cases_clockcycle AS cycle WHERE case_id = ANY(%s::bigint[])
""".format(  # noqa: S608 the columns are ours
    ", ".join(seconds_of(name) if name.endswith(_MOMENTS) else name for name in clocking.COLUMNS)
)


def whole_of(case_ids: Sequence[int]) -> dict[int, dict[Key, Whole]]:
    """Read what is stored of the clocks of some cases, by clock and number, in one statement."""
    found: dict[int, dict[Key, Whole]] = {case_id: {} for case_id in case_ids}
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [listed(case_ids)])
        for case_id, clock, number, pk, told, *columns in cursor.fetchall():
            for index in _MOMENTS_AT:
                if columns[index] is not None:
                    columns[index] = moment_of(columns[index])
            found[case_id][clock, number] = Whole(
                pk=pk,
                subject=columns[_SUBJECT],
                due_at=columns[_DUE_AT],
                columns=columns,
                told=told,
            )
    return found


def store_folded(
    given: Sequence[tuple[Case, Iterable[Cycle], Mapping[Key, Whole]]], *, now: datetime
) -> None:
    """Write the cycles of cases whose alarms were told just now, where they are not stored so.

    What is stored was read under the cases' lock.
    """
    rows = []
    for case, cycles, stored in given:
        for cycle in cycles:
            row = clocking.as_stored(case.id, cycle, now)
            before = stored.get((cycle.clock.value, cycle.number))
            if before is None or before.columns != [row[name] for name in clocking.COLUMNS]:
                rows.append(row)
    if rows:
        clocking.store_rows(rows, [case.id for case, *_ in given], rung_until=None)
