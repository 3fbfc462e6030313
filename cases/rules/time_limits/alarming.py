"""Alarming: sweep the limits that are due, tell warnings and breaches once, and escalate the first breach.

Many cases in one transaction and a fixed number of statements; a case that cannot be done is found and put
aside by doing that batch's cases one by one.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case
from cases.models.case import reference_of
from cases.models.duty import TOP
from cases.models.escalation import Escalation
from cases.rules.changes import finishing
from cases.rules.changes.changing import Change
from cases.rules.clocks import keeping, passing, recounting
from cases.rules.clocks.passing import Key, Passed, Stored, Whole
from cases.rules.escalation.climbing import Roster
from cases.rules.escalation.raising import Raising
from cases.rules.locking import lock_cases
from cases.sla.clock import CaseClocks
from cases.sla.cycles import Cycle
from cases.sla.cycles import Notice as DueNotice
from cases.sla.notices import notices
from cases.sla.terms import ClockKind
from cases.states import UNFINISHED
from channels.rules.customers import tiering
from feedback_site.kept_queries import planned_cursor
from feedback_site.many_values import as_json
from feedback_site.sweeping.rules.isolating import together
from feedback_site.sweeping.sweeps import Sweep

BREACH, LONG_BREACH = 100, 150
# A receipt that went out a minute late is no reason to call anybody above.
AT_ONCE = frozenset({ClockKind.ACKNOWLEDGE})
# Shares below half of a limit are for queues to show, not for mails.
TELL_FROM = 80
# As many as one transaction locks at a time; others wait no longer than that for one of its cases, a third of
# a second. Half as many cost 3 % more each.
BATCH = 800
# Sweeps side by side look at so many batches, and each takes one that the others have not.
LOOKS_AT = 6
# Shorter than the time until the next pass begins.
PASS_SECONDS = 4.0
_NEAR = EventKind.WARNED, "staff_limit_warning"
_MISSED = EventKind.BREACHED, "staff_limit_missed"
# By hand, for a pass mostly finds nothing, and Django takes longer to write this down than it to be answered.
_DUE = """
SELECT array_agg(DISTINCT case_id) FROM (
    SELECT case_id FROM cases_clockcycle
    WHERE alarm_at <= %s
      AND case_id NOT IN (SELECT row_id FROM sweeping_stuckrow WHERE sweep = %s)
    ORDER BY alarm_at LIMIT %s
) AS first
"""
_NOTICES = """
INSERT INTO cases_notice (cycle_id, level, true_at, told_at)
SELECT cycle_id, level, true_at::timestamptz, %s
FROM json_to_recordset(%s) AS given (cycle_id bigint, level smallint, true_at text)
"""
RINGING = Sweep(
    code="cases.ring", title=_("Tell of a time limit that is near or missed"), label=reference_of
)


def sweep_alarms(*, now: datetime, limit: int = BATCH) -> int:
    """Look at the cases whose next alarm is due, and count them. Costs what is due, not what is open."""
    started = time.monotonic()
    this = _Pass(now=now, most=limit)
    while True:
        before = this.done
        together(RINGING, _spread(_due(now, limit * LOOKS_AT)), this.ring, now=now)
        # Where nothing was done there is nothing left, or other sweeps have it.
        if this.done == before or time.monotonic() - started > PASS_SECONDS:
            return this.done


def ring(case_id: int, *, now: datetime) -> bool:
    """Tell what is due on one case; False where another sweep has it."""
    return bool(_rung([case_id], roster=Roster(now=now)))


@dataclass(slots=True, kw_only=True)
class _Pass:
    """One pass over what is due, in batches: how many cases it has done, and who is on duty meanwhile."""

    now: datetime
    most: int
    done: int = 0
    # Of a batch that failed nothing holds: what it gave to whom went with it, and the next one reads anew.
    _roster: Roster | None = None

    def ring(self, case_ids: Sequence[int]) -> None:
        """Tell what is due on the first of these cases that no other sweep has."""
        roster, self._roster = self._roster or Roster(now=self.now), None
        self.done += _rung(case_ids, roster=roster, most=self.most)
        self._roster = roster


def _due(now: datetime, limit: int) -> list[int]:
    """The cases of the earliest alarms, by number; one list, of which a driver makes less than of rows."""
    # Planned each time: how many are due decides by which way they are found.
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, RINGING.code, limit])
        return cursor.fetchone()[0] or []


def _spread(case_ids: Sequence[int]) -> list[int]:
    """Order cases, given by number, so that a batch takes some of each page, and not all of some.

    Cases that came together break together, and lie together. What a page has room for is used up by the
    first of them, and is there again when that batch is over: an updated row that stays on its page costs
    none of the table's many indexes.
    """
    return [one for first in range(LOOKS_AT) for one in case_ids[first::LOOKS_AT]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """One locked case, what is stored of its cycles, and what of them is to be told."""

    change: Change
    rows: Mapping[Key, Stored]
    due: Sequence[DueNotice]

    def is_silent(self, due: DueNotice) -> bool:
        """Whether nobody hears of this very breach: it lay before the case was known, or split off."""
        is_told = BREACH in self.rows[_key(due)].told
        now_told = {one.key for one in self.due}
        return not is_told and (due.clock.value, due.cycle, BREACH) not in now_told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foreseen(_Looked):
    """A case of which the stored clocks say what time has brought."""

    rows: Mapping[Key, Passed]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded(_Looked):
    """A case whose history was folded for it."""

    rows: Mapping[Key, Whole]
    clocks: CaseClocks
    cycles: Sequence[Cycle]


@transaction.atomic
def _rung(case_ids: Sequence[int], *, roster: Roster, most: int = BATCH) -> int:
    """Tell what is due on the first of these cases that no other sweep has, and count them."""
    now = roster.now
    cases = lock_cases(case_ids, most=most)
    if not cases:
        return 0
    looked = _look(cases, now=now)
    raising = Raising(roster=roster, now=now)
    _learn(raising, looked)
    for one in looked:
        for due in one.due:
            _tell(one, due, raising)
    _keep_notices(looked, now=now)
    raising.write()
    _finish(looked, now=now)
    return len(cases)


def _look(cases: Sequence[Case], *, now: datetime) -> list[_Looked]:
    """Go on with stored clocks where they say what time brings, and fold the history of the others."""
    # Clocks that are kept must take in whatever happens, and cost no folding.
    passed = {} if keeping.are_kept() else passing.passed_of(cases, now=now)
    rest = {case.id: case.last_event_seq for case in cases if case.id not in passed}
    clocks = keeping.clocks_after(rest)
    whole = passing.whole_of(list(rest)) if rest else {}
    return [
        _foreseen(case, passed[case.id], now=now)
        if case.id in passed
        else _folded(case, clocks[case.id], whole[case.id], now=now)
        for case in cases
    ]


def _foreseen(case: Case, rows: Mapping[Key, Passed], *, now: datetime) -> _Looked:
    due = [
        DueNotice(clock=ClockKind(clock), cycle=number, level=level.share, at=level.at)
        for (clock, number), row in rows.items()
        for level in row.levels
    ]
    due.sort(key=lambda each: (each.at, each.key))
    return _Foreseen(change=Change(case=case, actor=None, now=now), rows=rows, due=due)


def _folded(case: Case, clocks: CaseClocks, rows: Mapping[Key, Whole], *, now: datetime) -> _Looked:
    """What stored cycles do not know of yet is told when they do."""
    cycles = clocks.cycles(now)
    told = {(*key, level) for key, row in rows.items() for level in row.told}
    due = [one for one in notices(cycles, now, told=told) if _key(one) in rows]
    change = Change(case=case, actor=None, now=now)
    return _Folded(change=change, rows=rows, due=due, clocks=clocks, cycles=cycles)


def _finish(looked: Sequence[_Looked], *, now: datetime) -> None:
    folded = [one for one in looked if isinstance(one, _Folded)]
    finishing.finish_many(
        [
            finishing.Folded(change=one.change, cycles=_after(one), stored=one.rows)
            for one in folded
        ],
        [
            finishing.Foreseen(change=one.change, passed=list(one.rows.values()))
            for one in looked
            if isinstance(one, _Foreseen)
        ],
        now=now,
    )
    for one in folded:
        keeping.keep(one.change.case, one.clocks)


def _learn(raising: Raising, looked: Sequence[_Looked]) -> None:
    """Let everything that telling asks for be read at once, however many cases ask."""
    raised = [one.change.case for one in looked if any(due.level >= BREACH for due in one.due)]
    subjects = {
        one.rows[_key(due)].subject
        for one in looked
        for due in one.due
        if due.clock is ClockKind.PROMISE
    }
    raising.learn(raised, promises=[int(one) for one in subjects if one.isdecimal()])


def _keep_notices(looked: Sequence[_Looked], *, now: datetime) -> None:
    """Note what was told, once for each level of each cycle."""
    told = [
        {"cycle_id": one.rows[_key(due)].pk, "level": due.level, "true_at": due.at}
        for one in looked
        for due in one.due
    ]
    if told:
        with planned_cursor() as cursor:
            cursor.execute(_NOTICES, [now, as_json(told)])


def _key(due: DueNotice) -> Key:
    return due.clock.value, due.cycle


def _after(one: _Folded) -> Sequence[Cycle]:
    """The cycles after what was told; only an owner that the case got by it moves them."""
    is_moved = any(event.kind == EventKind.ASSIGNED for event in one.change.events)
    if not is_moved and not keeping.are_kept():
        return one.cycles
    for event in one.change.events:
        one.clocks.take(recounting.clock_event(event))
    return one.clocks.cycles(one.change.now) if is_moved else one.cycles


def _tell(one: _Looked, due: DueNotice, raising: Raising) -> None:
    if due.level < TELL_FROM:
        return
    change, row = one.change, one.rows[_key(due)]
    kind, template = _MISSED if due.level >= BREACH else _NEAR
    clock, cycle, level = due.key
    change.happened(
        kind, facts={"clock": clock, "cycle": cycle, "level": level, "true_at": due.at.isoformat()}
    )
    which = {"limit": row.pk, "level": level}
    due_at = row.due_at.isoformat() if row.due_at else ""
    if due.clock is ClockKind.PROMISE:
        raising.tell_promiser(change, row.subject, template, due_at=due_at, **which)
    raising.tell_owner(change, template, clock=clock, due_at=due_at, **which)
    if change.case.state in UNFINISHED:
        _escalate(one, due, raising, due_at=due_at)


def _escalate(one: _Looked, due: DueNotice, raising: Raising, *, due_at: str) -> None:
    """A missed limit goes to the first level, one missed for long to the second.

    What was missed in silence goes to the first when it is missed for long: nobody has heard of it. A
    promise broken to a customer of the top tier goes one level higher than it would.
    """
    change, case, cause = one.change, one.change.case, Escalation.Cause
    is_promise, reason = due.clock is ClockKind.PROMISE, due.clock.value
    if due.level == BREACH and case.level == 0 and due.clock not in AT_ONCE:
        why = cause.PROMISE if is_promise else cause.BREACH
        raising.raise_level(change, cause=why, reason=reason, due_at=due_at)
    elif due.level == LONG_BREACH and due.clock not in AT_ONCE and _is_next(one, due):
        raising.raise_level(change, cause=cause.LONG_BREACH, reason=reason, due_at=due_at)
    if due.level == BREACH and is_promise and case.level < TOP and tiering.is_top(case.tier):
        raising.raise_level(change, cause=cause.PROMISE, reason=reason, due_at=due_at)


def _is_next(one: _Looked, due: DueNotice) -> bool:
    level = one.change.case.level
    return level == 1 or (level == 0 and one.is_silent(due))
