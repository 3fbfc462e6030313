"""Refreshing: keep one fact row a case equal to the case, its history and its time limits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent
from cases.models.case import reference_of
from cases.rules.clocks import clocking, ruling
from cases.rules.openings.marking import Mark
from cases.sla.cycles import Cycle
from cases.sla.terms import ClockKind
from feedback_site.organisation.working_time import WorkingCalendar, working_seconds
from feedback_site.sweeping.rules.isolating import stuck, together
from feedback_site.sweeping.sweeps import Sweep
from reports.models import CaseFact
from reports.models.case_fact import CLOCK_BITS

BATCH = 2_000
COUNTING = Sweep(code="reports.count", title=_("Count a case in the reports"), label=reference_of)

# So many of the newest events say which cases somebody or time has just touched.
TOUCHING = 20_000
_ALL = "cases_case"
_TOUCHED = """(
    SELECT id, version FROM cases_case WHERE id IN (
        SELECT case_id FROM cases_caseevent WHERE id > %(after)s
    )
)"""
# The newest event; of whoever writes at this moment the first transaction that is not over, and the first
# that has not begun.
_NEWEST = """
SELECT coalesce(max(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM cases_caseevent
"""
_STALE = """
SELECT work.id FROM {among} AS work
LEFT JOIN reports_casefact AS fact ON fact.case_id = work.id
WHERE fact.version IS DISTINCT FROM work.version AND NOT work.id = ANY(%(but)s)
ORDER BY work.id LIMIT %(limit)s
"""
_BIT = "CASE clock {} ELSE 0 END".format(
    " ".join(f"WHEN '{clock.value}' THEN {bit}" for clock, bit in CLOCK_BITS.items())
)
_COLUMNS = (
    "version", "opened_on", "opened_week", "closed_on", "state", "outcome", "klass", "category_id",
    "channel_id", "store_id", "department_id", "owner_id", "answer_felt", "answer_agreed", "solve_felt",
    "solve_agreed", "times_solved", "times_not_solved", "times_reopened", "clocks_decided", "clocks_missed",
)  # fmt: skip
# The names in this text are all ours: columns and bits from the tables above.
_STORE = f"""
INSERT INTO reports_casefact (case_id, {", ".join(_COLUMNS)})
SELECT work.id, work.version,
       (work.opened_at AT TIME ZONE %(zone)s)::date,
       date_trunc('week', work.opened_at AT TIME ZONE %(zone)s)::date,
       (work.closed_at AT TIME ZONE %(zone)s)::date,
       work.state, work.outcome, work.klass, work.category_id, work.channel_id, work.store_id,
       work.department_id, work.owner_id,
       extract(epoch FROM work.first_answered_at - work.opened_at)::int,
       clocks.answer,
       extract(epoch FROM work.resolved_at - work.opened_at)::int,
       clocks.solve,
       greatest(history.solved, 0), work.failed_verifications, history.reopened,
       coalesce(clocks.decided, 0), coalesce(clocks.missed, 0)
FROM cases_case AS work
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'resolved')
           - count(*) FILTER (WHERE kind = 'resolution_undone') AS solved,
           count(*) FILTER (
               WHERE kind = 'reopened' AND facts ->> 'cause' IS DISTINCT FROM 'not_verified'
           ) AS reopened
    FROM cases_caseevent WHERE case_id = work.id
) AS history
CROSS JOIN LATERAL (
    SELECT bit_or({_BIT}) FILTER (WHERE met_at IS NOT NULL OR breached_at IS NOT NULL) AS decided,
           bit_or({_BIT}) FILTER (WHERE breached_at IS NOT NULL) AS missed,
           max(extract(epoch FROM met_at - started_at)) FILTER (
               WHERE clock = 'first_response' AND number = 1
           )::int AS answer,
           sum(extract(epoch FROM met_at - started_at)) FILTER (
               WHERE clock = 'resolve' AND work.resolved_at IS NOT NULL
           )::int AS solve
    FROM cases_clockcycle WHERE case_id = work.id
) AS clocks
WHERE work.id = ANY(%(ids)s)
ON CONFLICT (case_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
"""  # noqa: S608 no value of anybody's is in the text
# Where a calendar counts, or something is left out, the agreed time is not the difference of two moments: a
# pause, also one entered afterwards, and the time for which a case that goes on was solved.
_WITH_CALENDAR_OR_REST = """
SELECT case_id FROM cases_clockcycle
WHERE case_id = ANY(%(ids)s) AND calendar <> '' AND clock IN ('first_response', 'resolve')
UNION
SELECT case_id FROM cases_caseevent
WHERE case_id = ANY(%(ids)s) AND kind IN ('waiting_began', 'correction', 'reopened')
"""


# Up to this event this process has found all cases counted: what is behind lies among later ones.
_mark = Mark()


def refresh_facts(*, now: datetime, limit: int = BATCH, among: str = _ALL, after: int = 0) -> int:
    """Bring up to `limit` rows to what their cases are now; returns how many were brought.

    A row is behind when its version is not the case's; running twice, or twice at once, does no harm.
    """
    known = {"limit": limit, "but": list(stuck(COUNTING)), "after": after}
    ids = [pk for (pk,) in _rows(_STALE.format(among=among), known)]
    return together(COUNTING, ids, partial(_store, now=now), now=now)


@transaction.atomic
def _store(case_ids: Sequence[int], *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"ids": list(case_ids), "zone": settings.TIME_ZONE})
    folded = [pk for (pk,) in _rows(_WITH_CALENDAR_OR_REST, {"ids": list(case_ids)})]
    _store_agreed(folded, now)


def refresh_touched(*, now: datetime) -> int:
    """The same for cases with an event among the newest: what that costs does not grow with the cases.

    While nobody writes there is none to look at: a mark says up to which event all were found counted.
    """
    global _mark
    newest, over, begun = _rows(_NEWEST, {})[0]
    count = refresh_facts(now=now, among=_TOUCHED, after=max(_mark.settled, newest - TOUCHING))
    if not count:
        _mark = _mark.moved(newest=newest, over=over, begun=begun, first_open=None)
    return count


def forget_mark() -> None:
    """Begin anew."""
    global _mark
    _mark = Mark()


def refresh_all(*, now: datetime) -> int:
    """Bring every row up to date, batch by batch; returns how many were behind."""
    total = 0
    while count := refresh_facts(now=now):
        total += count
    return total


def _store_agreed(case_ids: Sequence[int], now: datetime) -> None:
    """Count agreed time by folding the history, for those few where SQL cannot."""
    histories: dict[int, list[CaseEvent]] = {pk: [] for pk in case_ids}
    for event in CaseEvent.objects.filter(case__in=case_ids).order_by("case_id", "seq"):
        histories[event.case_id].append(event)
    solved = set(
        Case.objects.filter(pk__in=case_ids, resolved_at__isnull=False).values_list("pk", flat=True)
    )
    calendars = {
        (code, edition.version): edition.calendar
        for code, editions in ruling.rules().calendars.items()
        for edition in editions
    }
    facts = []
    for pk, events in histories.items():
        cycles = clocking.cycles_of(events, now=now)
        solve = [one for one in cycles if one.clock == ClockKind.RESOLVE] if pk in solved else []
        answer = [
            one for one in cycles if one.clock == ClockKind.FIRST_RESPONSE and one.number == 1
        ]
        facts.append(
            CaseFact(
                case_id=pk,
                answer_agreed=_agreed(answer, calendars),
                solve_agreed=_agreed(solve, calendars),
            )
        )
    CaseFact.objects.bulk_update(facts, ["answer_agreed", "solve_agreed"], batch_size=500)


def _agreed(
    cycles: Sequence[Cycle], calendars: Mapping[tuple[str, int], WorkingCalendar]
) -> int | None:
    """Sum the working time of the cycles that were met; None where none was."""
    worked = [
        working_seconds(
            calendars.get((one.calendar, one.calendar_version)),
            one.started_at,
            one.met_at,
            [pause.span for pause in one.pauses],
        )
        for one in cycles
        if one.met_at is not None
    ]
    return sum(worked) if worked else None


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
