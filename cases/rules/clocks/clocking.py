"""Clocking: keep the stored cycles equal to the fold of the history, and act when a limit comes up."""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Prefetch

from cases.models import Case, CaseEvent, ClockCycle, Notice
from cases.rules.clocks import ruling
from cases.rules.clocks.recounting import clock_event, history_of
from cases.rules.locking import lock_case
from cases.sla.clock import CaseClocks, fold
from cases.sla.coming import coming
from cases.sla.cycles import Cycle
from cases.sla.notices import next_alarm_at
from cases.sla.terms import ClockEvent, ClockKind
from cases.states import UNFINISHED

log = logging.getLogger(__name__)

# Limits that a queue is sorted by; the last two only tell who of us is slow.
CUSTOMER_CLOCKS = frozenset(ClockKind) - {
    ClockKind.PER_ASSIGNEE,
    ClockKind.PER_VENDOR,
    ClockKind.VERIFY,
}


def cycles_of(events: Iterable[CaseEvent], *, now: datetime) -> tuple[Cycle, ...]:
    """Fold a history into its cycles."""
    return folded(map(clock_event, events), now=now)


def clocks_of(events: Iterable[ClockEvent]) -> CaseClocks:
    """Let the clocks of one case run through its history, in order; they can be read and go on."""
    known = ruling.rules()
    clocks = CaseClocks(known.policies, known.calendars)
    for event in events:
        clocks.take(event)
    return clocks


def folded(events: Iterable[ClockEvent], *, now: datetime) -> tuple[Cycle, ...]:
    """Fold a history that was read as the fold takes it."""
    known = ruling.rules()
    return fold(events, known.policies, known.calendars, now)


def show_due(case: Case, cycles: Iterable[Cycle]) -> None:
    """Put the next due moment onto the case, and up to which event it was folded; the caller saves it."""
    case.next_due_at = next_due_at(cycles) if case.state in UNFINISHED else None
    case.folded_seq = case.last_event_seq


def refold(case: Case, events: Sequence[ClockEvent], *, now: datetime) -> None:
    """Store the cycles of a whole history again; the caller saves the case."""
    cycles = folded(events, now=now)
    show_due(case, cycles)
    store(case, cycles, now=now)
    drop_undone(case, cycles)


def store(
    case: Case, cycles: Iterable[Cycle], *, now: datetime, from_their_start: bool = False
) -> None:
    """Write the cycles of a locked case that are not stored as they stand now, in one statement.

    An alarm that is due stays, also of a cycle that ends here: only the sweep tells what came up, and
    whatever else happens to a case in the seconds before must not take that from it. What comes up at this
    very moment is due too.

    `from_their_start` asks for what came up in all the time of each: after something that had ended a limit
    proved never to have been. The sweep tells nothing twice.
    """
    rows = [
        as_stored(case.pk, one, (one.started_at if from_their_start else now) - _MOMENT)
        for one in cycles
    ]
    store_rows(rows, [case.pk], rung_until=now)


def store_rows(
    rows: Sequence[Mapping[str, object]], case_ids: list[int], *, rung_until: datetime | None
) -> None:
    """Write rows of cycles that are not stored so; alarms that were due until a moment stay."""
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [json.dumps(rows, default=datetime.isoformat), case_ids, rung_until])


def begin(opened: Iterable[tuple[Case, Iterable[Cycle]]]) -> None:
    """Write the first cycles of cases that have none yet, in one statement.

    Whatever has come up since they began has been told to nobody, and is an alarm.
    """
    rows = [
        as_stored(case.pk, cycle, cycle.started_at - _MOMENT)
        for case, cycles in opened
        for cycle in cycles
    ]
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [json.dumps(rows, default=datetime.isoformat)])


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


COLUMNS = [
    "subject", "policy", "policy_version", "calendar", "calendar_version", "started_at", "target_seconds",
    "due_at", "paused_since", "met_at", "breached_at", "cancelled_at", "began_by", "ended_by", "is_excused",
    "problem", "coming", "alarm_at",
]  # fmt: skip
_KEY = ["case_id", "clock", "number"]
_MOMENT = timedelta(seconds=1)
_BEGIN = """
INSERT INTO cases_clockcycle ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::cases_clockcycle, %s)
""".format(columns=", ".join([*_KEY, *COLUMNS]))
# The case's lock is ours, so nothing comes between the comparison and the writing.
_STORE = """
INSERT INTO cases_clockcycle ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::cases_clockcycle, %s)
EXCEPT SELECT {columns} FROM cases_clockcycle WHERE case_id = ANY(%s)
ON CONFLICT ({key}) DO UPDATE SET {changes}, alarm_at = CASE
    WHEN cases_clockcycle.alarm_at <= %s THEN cases_clockcycle.alarm_at ELSE excluded.alarm_at
END
""".format(  # noqa: S608 the columns are ours
    columns=", ".join([*_KEY, *COLUMNS]),
    key=", ".join(_KEY),
    changes=", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "alarm_at"),
)


def as_stored(case_id: int, cycle: Cycle, since: datetime) -> dict[str, object]:
    """The columns of a cycle, with its first alarm after `since`; no row of the model: a pass has many."""
    return {
        "case_id": case_id,
        "clock": cycle.clock.value,
        "number": cycle.number,
        "subject": cycle.subject,
        "policy": cycle.policy,
        "policy_version": cycle.policy_version,
        "calendar": cycle.calendar,
        "calendar_version": cycle.calendar_version,
        "started_at": cycle.started_at,
        "target_seconds": cycle.target_seconds,
        "due_at": cycle.due_at,
        "paused_since": cycle.paused_since,
        "met_at": cycle.met_at,
        "breached_at": cycle.breached_at,
        "cancelled_at": cycle.cancelled_at,
        "began_by": cycle.began_by,
        "ended_by": cycle.ended_by,
        "is_excused": any(breach.excused_at is not None for breach in cycle.breaches),
        "problem": cycle.problem[:200],
        "coming": coming(cycle),
        "alarm_at": None if cycle.frozen else next_alarm_at([cycle], since),
    }


def _row(case: Case, cycle: Cycle, since: datetime) -> ClockCycle:
    row = ClockCycle(**as_stored(case.pk, cycle, since))
    row.case = case
    return row


def explain_case(reference: str, *, now: datetime) -> tuple[Cycle, ...]:
    """Fold the history of a case afresh, for explaining. Raises Case.DoesNotExist."""
    case = Case.objects.get(reference=reference)
    return cycles_of(case.events.order_by("seq"), now=now)


def mend(case_id: int, *, now: datetime) -> bool:
    """Compare the stored cycles of a case with the fold; mend them where they differ, and say whether.

    A difference is a defect or a change of calendar that was not carried through; it is logged.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        stored, shown = _stored(case, now), (case.next_due_at, case.folded_seq)
        refold(case, history_of(case), now=now)
        if (case.next_due_at, case.folded_seq) != shown:
            case.save(update_fields=["next_due_at", "folded_seq"])
        if case.next_due_at == shown[0] and _agree(stored, _stored(case, now)):
            return False
        log.error("clocks of case %s differed from their history and were mended", case.reference)
        return True


def differing(*, now: datetime) -> Iterator[str]:
    """Name the cases whose stored cycles or due moment are not what their history says; mend nothing.

    The caller's transaction should be one snapshot: cases are read in several statements.
    """
    histories = Prefetch("events", CaseEvent.objects.order_by("seq"))
    for case in Case.objects.prefetch_related("cycles", histories).iterator(chunk_size=500):
        cycles = cycles_of(case.events.all(), now=now)
        due_at = next_due_at(cycles) if case.state in UNFINISHED else None
        stored = list(case.cycles.all())
        untold = _untold(stored, now)
        folded = _compared((_row(case, cycle, now) for cycle in cycles), untold)
        if case.next_due_at != due_at or not _agree(_compared(stored, untold), folded):
            yield case.reference


_Compared = dict[tuple[str, int], tuple[tuple[object, ...], list[int] | None]]


def _stored(case: Case, now: datetime) -> _Compared:
    rows = list(case.cycles.order_by())
    return _compared(rows, _untold(rows, now))


def _untold(rows: Iterable[ClockCycle], now: datetime) -> Collection[tuple[str, int]]:
    """The cycles on which something has come up that the sweep has still to tell, and then to store."""
    return {
        (row.clock, row.number) for row in rows if row.alarm_at is not None and row.alarm_at <= now
    }


def _compared(rows: Iterable[ClockCycle], untold: Collection[tuple[str, int]]) -> _Compared:
    found = {}
    for row in rows:
        key = (row.clock, row.number)
        names = _COMPARED if key in untold else _STORED
        found[key] = (tuple(getattr(row, name) for name in names), row.coming)
    return found


def _agree(stored: _Compared, folded: _Compared) -> bool:
    """Whether what is stored is what the fold gives. Where nothing is said to be coming, a sweep folds."""
    return stored.keys() == folded.keys() and all(
        columns == folded[key][0] and foretold in (None, folded[key][1])
        for key, (columns, foretold) in stored.items()
    )


_STORED = [name for name in COLUMNS if name != "coming"]
# What must agree also while the sweep has something to tell: the rest is what it will store.
_COMPARED = [name for name in _STORED if name not in ("alarm_at", "breached_at")]
