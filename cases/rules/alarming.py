"""Alarming: sweep the limits that are due, tell warnings and breaches once, and escalate the first breach.

Many cases in one transaction and a fixed number of statements; a case that cannot be done is found and put
aside by doing that batch's cases one by one.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import ClockCycle, Notice
from cases.models.case import reference_of
from cases.models.escalation import Escalation
from cases.rules import clocking, finishing, keeping_clocks
from cases.rules.changing import Change
from cases.rules.climbing import TOP, Roster
from cases.rules.locking import lock_cases
from cases.rules.raising import Raising
from cases.sla.clock import CaseClocks
from cases.sla.cycles import Cycle
from cases.sla.cycles import Notice as DueNotice
from cases.sla.notices import notices
from cases.sla.terms import ClockKind
from cases.states import UNFINISHED
from channels.rules import tiering
from feedback_site.sweeping.rules.isolating import stuck, together
from feedback_site.sweeping.sweeps import Sweep

BREACH, LONG_BREACH = 100, 150
# Half of a minute more is no reason to call the experts.
AT_ONCE = frozenset({ClockKind.ACKNOWLEDGE})
# Shares below half of a limit are for queues to show, not for mails.
TELL_FROM = 80
# As many as one transaction locks at a time; others wait no longer than that for one of its cases.
BATCH = 100
# Sweeps side by side look at so many batches, and each takes one that the others have not.
LOOKS_AT = 4
# Shorter than the time until the next pass begins.
PASS_SECONDS = 4.0
RINGING = Sweep(
    code="cases.ring", title=_("Tell of a time limit that is near or missed"), label=reference_of
)


def sweep_alarms(*, now: datetime, limit: int = BATCH) -> int:
    """Look at the cases whose next alarm is due, and count them. Costs what is due, not what is open."""
    started = time.monotonic()
    done: list[int] = []
    while True:
        before = len(done)
        fresh = _due(now, limit * LOOKS_AT)
        together(RINGING, fresh, partial(_ring_into, done, now=now, most=limit), now=now)
        # Where nothing was done there is nothing left, or other sweeps have it.
        if len(done) == before or time.monotonic() - started > PASS_SECONDS:
            return len(done)


def ring(case_id: int, *, now: datetime) -> bool:
    """Tell what is due on one case; False where another sweep has it."""
    return bool(_rung([case_id], now=now))


def _ring_into(done: list[int], case_ids: Sequence[int], *, now: datetime, most: int) -> None:
    done += _rung(case_ids, now=now, most=most)


def _due(now: datetime, limit: int) -> list[int]:
    """The cases of the earliest alarms."""
    rows = (
        ClockCycle.objects.filter(alarm_at__lte=now)
        .exclude(case_id__in=stuck(RINGING))
        .order_by("alarm_at")
        .values_list("case_id", flat=True)[:limit]
    )
    return list(dict.fromkeys(rows))


class _Row(NamedTuple):
    """What a notice needs to know of the stored cycle."""

    pk: int
    due_at: datetime | None
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is stored of some cases: their cycles, and what was told of those."""

    rows: Mapping[int, Mapping[tuple[str, int], _Row]]
    told: Mapping[int, set[tuple[str, int, int]]]


@transaction.atomic
def _rung(case_ids: Sequence[int], *, now: datetime, most: int = BATCH) -> list[int]:
    """Tell what is due on the first of these cases that no other sweep has, and give them."""
    cases = lock_cases(case_ids, most=most)
    if not cases:
        return []
    ids = [case.pk for case in cases]
    clocks = keeping_clocks.clocks_after({case.pk: case.last_event_seq for case in cases})
    known = _known(ids)
    raising = Raising(roster=Roster(now=now), now=now)
    told: list[Notice] = []
    finished: list[finishing.Done] = []
    for case in cases:
        change = Change(case=case, actor=None, now=now)
        cycles = clocks[case.pk].cycles(now)
        rows = known.rows[case.pk]
        due = [
            (one, rows[key])
            for one in notices(cycles, now, told=known.told[case.pk])
            if (key := (one.clock.value, one.cycle)) in rows
        ]
        told += [
            Notice(cycle_id=row.pk, level=one.level, true_at=one.at, told_at=now)
            for one, row in due
        ]
        for one, row in due:
            _tell(change, one, row, raising)
        finished.append(
            finishing.Done(
                change=change, cycles=_after(change, cycles, clocks[case.pk]),
                stored=frozenset(rows),
            )
        )  # fmt: skip
    Notice.objects.bulk_create(told)
    raising.write()
    finishing.finish_many(finished, now=now)
    for case in cases:
        keeping_clocks.keep(case, clocks[case.pk])
    return ids


def _after(change: Change, cycles: Sequence[Cycle], clocks: CaseClocks) -> Sequence[Cycle]:
    """The cycles after what was told; only an owner that the case got by it moves them."""
    is_moved = any(event.kind == EventKind.ASSIGNED for event in change.events)
    if not is_moved and not keeping_clocks.are_kept():
        return cycles
    for event in change.events:
        clocks.take(clocking.clock_event(event))
    return clocks.cycles(change.now) if is_moved else cycles


_KNOWN = """
SELECT case_id, clock, number, id, due_at, subject,
       ARRAY(SELECT level FROM cases_notice WHERE cycle_id = cases_clockcycle.id)
FROM cases_clockcycle WHERE case_id = ANY(%s)
"""


def _known(case_ids: Sequence[int]) -> _Known:
    rows: dict[int, dict[tuple[str, int], _Row]] = defaultdict(dict)
    told: dict[int, set[tuple[str, int, int]]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(case_ids)])
        for case_id, clock, number, pk, due_at, subject, levels in cursor.fetchall():
            rows[case_id][clock, number] = _Row(pk, due_at, subject)
            told[case_id].update((clock, number, level) for level in levels)
    return _Known(rows=rows, told=told)


def _tell(change: Change, due: DueNotice, row: _Row, raising: Raising) -> None:
    if due.level < TELL_FROM:
        return
    kind = EventKind.WARNED if due.level < BREACH else EventKind.BREACHED
    facts = {
        "clock": due.clock.value,
        "cycle": due.cycle,
        "level": due.level,
        "true_at": due.at.isoformat(),
    }
    change.happened(kind, facts=facts)
    template = "staff_limit_warning" if due.level < BREACH else "staff_limit_missed"
    if due.clock is ClockKind.PROMISE:
        raising.tell_promiser(change, row.subject, template, number=row.pk * 1000 + due.level,
                              due_at=row.due_at.isoformat() if row.due_at else "")  # fmt: skip
    raising.tell_owner(
        change, template, number=row.pk * 1000 + due.level, clock=due.clock.value,
        due_at=row.due_at.isoformat() if row.due_at else "",
    )  # fmt: skip
    if change.case.state in UNFINISHED:
        _escalate(change, due, raising)


def _escalate(change: Change, due: DueNotice, raising: Raising) -> None:
    """A missed limit goes to the first level, one missed for long to the second.

    A promise broken to a customer of the top tier goes one level higher than it would.
    """
    case, cause = change.case, Escalation.Cause
    is_promise = due.clock is ClockKind.PROMISE
    if due.level == BREACH and case.level == 0:
        raising.raise_level(
            change, cause=cause.PROMISE if is_promise else cause.BREACH, reason=due.clock.value
        )
    elif due.level == LONG_BREACH and case.level == 1 and due.clock not in AT_ONCE:
        raising.raise_level(change, cause=cause.LONG_BREACH, reason=due.clock.value)
    if due.level == BREACH and is_promise and case.level < TOP and tiering.is_top(case.tier):
        raising.raise_level(change, cause=cause.PROMISE, reason=due.clock.value)
