"""No open case is forgotten, and what is stored about a case is what its history says."""

from collections.abc import Iterator
from datetime import datetime

from cases.rules.clocks import clocking
from cases.states import UNFINISHED
from reports.measures.violations import Violation, breaches, rows

_NOBODYS = """
SELECT 'case:' || id, state FROM cases_case
WHERE state = ANY(%(open)s) AND owner_id IS NULL AND department_id IS NULL
"""
# A case without a due moment waits for a date of its own, is being asked after, or says what is wrong
# with its limits; one that has just been solved gets its follow-up in a moment.
_WITHOUT_DUE = """
SELECT 'case:' || work.id, work.state FROM cases_case AS work
WHERE work.state = ANY(%(open)s) AND work.next_due_at IS NULL
  AND NOT (work.state = 'waiting' AND work.resume_by IS NOT NULL)
  AND NOT (work.state = 'resolved' AND work.resolved_at >= %(settled)s)
  AND NOT EXISTS (
      SELECT FROM surveys_followup AS asking
      WHERE asking.case_id = work.id AND asking.resolution_number = work.resolution_number
        AND asking.state = 'open'
  )
  AND NOT EXISTS (
      SELECT FROM cases_clockcycle AS cycle
      WHERE cycle.case_id = work.id AND cycle.problem <> ''
        AND cycle.met_at IS NULL AND cycle.cancelled_at IS NULL
  )
"""
_HISTORY = """
SELECT 'case:' || work.id, history.n || ' events', 'last is ' || coalesce(history.last, 0),
       'case says ' || work.last_event_seq
FROM cases_case AS work
CROSS JOIN LATERAL (
    SELECT count(*) AS n, max(seq) AS last FROM cases_caseevent WHERE case_id = work.id
) AS history
WHERE (history.n, coalesce(history.last, 0)) <> (work.last_event_seq, work.last_event_seq)
   OR history.n = 0
"""
_LATE_ALARM = """
SELECT 'cycle:' || cycle.id, cycle.clock, cycle.alarm_at FROM cases_clockcycle AS cycle
WHERE cycle.alarm_at < %(settled)s
"""
_NOT_CONTINUED = """
SELECT 'case:' || id, resume_by FROM cases_case WHERE state = 'waiting' AND resume_by < %(settled)s
"""


def keeping() -> Iterator[Violation]:
    """Each open case has an owner or a queue, and its history is whole."""
    yield from breaches("nobodys_case", _NOBODYS, _open())
    yield from breaches("history_not_whole", _HISTORY)


def dues(settled: datetime) -> Iterator[Violation]:
    """Each open case has a next due moment or a reason for none, and no timer is overdue."""
    yield from breaches("without_due", _WITHOUT_DUE, {**_open(), "settled": settled})
    yield from breaches("late_alarm", _LATE_ALARM, {"settled": settled})
    yield from breaches("not_continued", _NOT_CONTINUED, {"settled": settled})


def clocks(now: datetime) -> Iterator[Violation]:
    """Stored limits equal the fold of the history."""
    for reference in clocking.differing(now=now):
        yield Violation(code="clocks_differ", subject=reference)


def counts() -> dict[str, int]:
    """How many cases there are in each state."""
    return dict(rows("SELECT 'cases ' || state, count(*) FROM cases_case GROUP BY 1 ORDER BY 1"))


def _open() -> dict[str, list[str]]:
    return {"open": [state.value for state in UNFINISHED]}
