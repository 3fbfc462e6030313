"""Clocking: keep the stored cycles equal to the fold of the history, and act when a limit comes up."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch

from cases.errors import CaseError
from cases.models import Case, CaseEvent, ClockCycle, Notice, Policy
from cases.sla.clock import fold
from cases.sla.cycles import Cycle
from cases.sla.notices import next_alarm_at
from cases.sla.terms import (
    WARN_AT,
    Anchor,
    CalendarEdition,
    Calendars,
    ClockEvent,
    ClockKind,
    Match,
    OnDisable,
    PolicyTarget,
    ReopenMode,
    RetargetMode,
)
from cases.sla.terms import Policy as PolicyTerms
from cases.states import UNFINISHED
from feedback_site.organisation.models import BusinessCalendar
from feedback_site.organisation.models import CalendarEdition as EditionRow
from feedback_site.organisation.rules.publishing import published
from feedback_site.remembering import remember

log = logging.getLogger(__name__)

# Limits that a queue is sorted by; the last two only tell who of us is slow.
CUSTOMER_CLOCKS = frozenset(ClockKind) - {
    ClockKind.PER_ASSIGNEE,
    ClockKind.PER_VENDOR,
    ClockKind.VERIFY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All policies and calendars as the fold takes them."""

    policies: tuple[PolicyTerms, ...]
    calendars: Calendars


# By hand, for every step of every case reads it.
_HISTORY = """
SELECT kind, happened_at, seq, recorded_at, actor_id, facts FROM cases_caseevent
WHERE case_id = %s ORDER BY seq
"""


def rules() -> Rules:
    """Give all policies and calendars, read at most every few seconds."""
    return remember("time limits", lambda: Rules(policies=_policies(), calendars=_calendars()))


def cycles_of(events: Iterable[CaseEvent], *, now: datetime) -> tuple[Cycle, ...]:
    """Fold a history into its cycles."""
    return folded(map(clock_event, events), now=now)


def folded(events: Iterable[ClockEvent], *, now: datetime) -> tuple[Cycle, ...]:
    """Fold a history that was read as the fold takes it."""
    known = rules()
    return fold(events, known.policies, known.calendars, now)


def history_of(case: Case) -> list[ClockEvent]:
    """Read a case's history, as far as the fold asks, without making rows of it."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [case.pk])
        return [
            ClockEvent(
                kind=kind, at=at, sequence=seq, recorded_at=recorded_at, person=str(person or ""),
                facts=json.loads(facts),
            )
            for kind, at, seq, recorded_at, person, facts in cursor.fetchall()
        ]  # fmt: skip


def clock_event(event: CaseEvent) -> ClockEvent:
    """Give an event as the fold reads it."""
    return ClockEvent(
        kind=event.kind,
        at=event.happened_at,
        sequence=event.seq,
        recorded_at=event.recorded_at,
        person=str(event.actor_id or ""),
        facts=event.facts,
    )


def show_due(case: Case, cycles: Iterable[Cycle]) -> None:
    """Put the next due moment onto the case, which the caller saves."""
    case.next_due_at = next_due_at(cycles) if case.state in UNFINISHED else None


def refold(case: Case, events: Sequence[ClockEvent], *, now: datetime) -> None:
    """Store the cycles of a whole history again; the caller saves the case."""
    cycles = folded(events, now=now)
    show_due(case, cycles)
    store(case, cycles, now=now)
    drop_undone(case, cycles)


def store(case: Case, cycles: Iterable[Cycle], *, now: datetime) -> None:
    """Write the cycles that are not stored as they stand now, all in one statement."""
    rows = [_as_stored(_row(case, cycle, now)) for cycle in cycles]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [json.dumps(rows, default=datetime.isoformat), case.pk])


def begin(opened: Iterable[tuple[Case, Iterable[Cycle]]], *, now: datetime) -> None:
    """Write the first cycles of cases that have none yet, in one statement."""
    ClockCycle.objects.bulk_create(
        [_row(case, cycle, now) for case, cycles in opened for cycle in cycles]
    )


def drop_undone(case: Case, cycles: Iterable[Cycle]) -> None:
    """Drop cycles that the history no longer gives: a resolution taken back never began verifying."""
    given = {(cycle.clock.value, cycle.number) for cycle in cycles}
    gone = [
        pk
        for pk, clock, number in case.cycles.values_list("pk", "clock", "number")
        if (clock, number) not in given
    ]
    if gone:
        Notice.objects.filter(cycle__in=gone).delete()
        ClockCycle.objects.filter(pk__in=gone).delete()


def next_due_at(cycles: Iterable[Cycle]) -> datetime | None:
    """The earliest limit that the customer waits for."""
    return min(
        (
            cycle.due_at
            for cycle in cycles
            if cycle.due_at is not None and not cycle.frozen and cycle.clock in CUSTOMER_CLOCKS
        ),
        default=None,
    )


_STORED = [
    "subject", "policy", "policy_version", "calendar", "calendar_version", "started_at", "target_seconds",
    "due_at", "paused_since", "met_at", "breached_at", "cancelled_at", "began_by", "ended_by", "is_excused",
    "problem", "alarm_at",
]  # fmt: skip
_KEY = ["case_id", "clock", "number"]
# The case's lock is ours, so nothing comes between the comparison and the writing.
_STORE = """
INSERT INTO cases_clockcycle ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::cases_clockcycle, %s)
EXCEPT SELECT {columns} FROM cases_clockcycle WHERE case_id = %s
ON CONFLICT ({key}) DO UPDATE SET {changes}
""".format(  # noqa: S608 the columns are ours
    columns=", ".join([*_KEY, *_STORED]),
    key=", ".join(_KEY),
    changes=", ".join(f"{name} = excluded.{name}" for name in _STORED),
)


def _as_stored(row: ClockCycle) -> dict[str, object]:
    return {name: getattr(row, name) for name in (*_KEY, *_STORED)}


def _row(case: Case, cycle: Cycle, now: datetime) -> ClockCycle:
    return ClockCycle(
        case=case,
        clock=cycle.clock.value,
        number=cycle.number,
        subject=cycle.subject,
        policy=cycle.policy,
        policy_version=cycle.policy_version,
        calendar=cycle.calendar,
        calendar_version=cycle.calendar_version,
        started_at=cycle.started_at,
        target_seconds=cycle.target_seconds,
        due_at=cycle.due_at,
        paused_since=cycle.paused_since,
        met_at=cycle.met_at,
        breached_at=cycle.breached_at,
        cancelled_at=cycle.cancelled_at,
        began_by=cycle.began_by,
        ended_by=cycle.ended_by,
        is_excused=any(breach.excused_at is not None for breach in cycle.breaches),
        problem=cycle.problem[:200],
        alarm_at=None if cycle.frozen else next_alarm_at([cycle], now),
    )


def explain_case(reference: str, *, now: datetime) -> tuple[Cycle, ...]:
    """Fold the history of a case afresh, for explaining. Raises Case.DoesNotExist."""
    case = Case.objects.get(reference=reference)
    return cycles_of(case.events.order_by("seq"), now=now)


class ClocksDiffer(CaseError):
    """Stored clocks are not what the history says."""

    code = "clocks_differ"


def mend(case_id: int, *, now: datetime) -> bool:
    """Compare the stored cycles of a case with the fold; mend them where they differ, and say whether.

    A difference is a defect or a change of calendar that was not carried through; it is logged.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        stored = _stored(case)
        refold(case, history_of(case), now=now)
        if _stored(case) == stored:
            return False
        log.error("clocks of case %s differed from their history and were mended", case.reference)
        case.save(update_fields=["next_due_at"])
        return True


def differing(*, now: datetime) -> Iterator[str]:
    """Name the cases whose stored cycles or due moment are not what their history says; mend nothing.

    The caller's transaction should be one snapshot: cases are read in several statements.
    """
    histories = Prefetch("events", CaseEvent.objects.order_by("seq"))
    for case in Case.objects.prefetch_related("cycles", histories).iterator(chunk_size=500):
        cycles = cycles_of(case.events.all(), now=now)
        due_at = next_due_at(cycles) if case.state in UNFINISHED else None
        told = {_compared(_row(case, cycle, now)) for cycle in cycles}
        if case.next_due_at != due_at or told != set(map(_compared, case.cycles.all())):
            yield case.reference


def _stored(case: Case) -> set[tuple[object, ...]]:
    return set(case.cycles.values_list("clock", "number", *_COMPARED))


def _compared(row: ClockCycle) -> tuple[object, ...]:
    return (row.clock, row.number, *(getattr(row, name) for name in _COMPARED))


# What must agree; `alarm_at` moves on with time alone.
_COMPARED = [name for name in _STORED if name not in ("alarm_at", "breached_at")]


def _policies() -> tuple[PolicyTerms, ...]:
    return tuple(policy_terms(row) for row in Policy.objects.all())


def policy_terms(row: Policy) -> PolicyTerms:
    """Give a policy as the fold takes it. Raises ValueError, TypeError or KeyError where it cannot."""
    return PolicyTerms(
        code=row.code,
        version=row.version,
        rank=row.rank,
        targets=tuple(_target(one) for one in row.targets),
        match=Match(**{name: frozenset(codes) for name, codes in row.match.items()}),
        reopen_mode=ReopenMode(row.reopen_mode),
        since=row.since,
        until=row.until,
        on_disable=OnDisable(row.on_disable),
    )


def _target(one: Mapping[str, Any]) -> PolicyTarget:
    return PolicyTarget(
        clock=ClockKind(one["clock"]),
        seconds=int(one["seconds"]),
        calendar=one.get("calendar", ""),
        anchor=Anchor(one.get("anchor", Anchor.RECEIVED)),
        priorities=frozenset(one.get("priorities", ())),
        pause_reasons=frozenset(one.get("pause_reasons", ())),
        retarget_mode=RetargetMode(one.get("retarget_mode", RetargetMode.FROM_START)),
        warn_at=tuple(one.get("warn_at", WARN_AT)),
        warn_before=tuple(one.get("warn_before", ())),
    )


def _calendars() -> Calendars:
    """Calendars by code, and by `store:<id>` for limits that run on the hours of the case's own store."""
    rows = BusinessCalendar.objects.prefetch_related("editions", "stores")
    known: dict[str, tuple[CalendarEdition, ...]] = {}
    for row in rows:
        editions = tuple(_edition(row, one) for one in row.editions.all())
        known[row.code] = editions
        known |= {f"store:{store.pk}": editions for store in row.stores.all()}
    return known


def _edition(row: BusinessCalendar, edition: EditionRow) -> CalendarEdition:
    return CalendarEdition(
        version=edition.version,
        calendar=published(row.time_zone, edition.content),
        since=edition.since,
    )
