"""The state of stores: one line for each, all of them in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from cases.models import Case
from feedback_site.organisation.models import User
from reports.measures.definitions import MEASURES
from reports.models import CaseFact
from reports.models.case_fact import EXCLUDED
from reports.periods import Period, last_full_days

# So many days, and as many before them; whole weeks, so that both have the same days of the week.
SPAN = 28
_VERIFIED = MEASURES["verified"]
_COUNT = """
SELECT store_id, sum(open)::int, sum(overdue)::int, sum(asked)::int, sum(confirmed)::int,
       sum(received)::int, sum(before)::int
FROM (
    SELECT store_id, count(*) AS open, count(*) FILTER (WHERE next_due_at < %s) AS overdue,
           0 AS asked, 0 AS confirmed, 0 AS received, 0 AS before
    FROM ({cases}) AS unfinished GROUP BY store_id
    UNION ALL
    SELECT store_id, 0, 0,
           count(*) FILTER (WHERE closed_on BETWEEN %s AND %s AND {asked}),
           count(*) FILTER (WHERE closed_on BETWEEN %s AND %s AND {confirmed}),
           count(*) FILTER (WHERE opened_on BETWEEN %s AND %s),
           count(*) FILTER (WHERE opened_on BETWEEN %s AND %s)
    FROM ({facts}) AS reports_casefact GROUP BY store_id
) AS counted
GROUP BY store_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """One store (None: cases of no store): what is open and overdue now, the rest of the last 28 full days.

    `asked` are the closed cases whose customer was to be asked, `confirmed` those who said yes.
    """

    store_id: int | None
    open: int = 0
    overdue: int = 0
    asked: int = 0
    confirmed: int = 0
    received: int = 0
    received_before: int = 0

    @property
    def worst_first(self) -> tuple[int, int, int]:
        """What puts a store above another."""
        return -self.overdue, -self.open, -self.received


def span_of(today: date) -> Period:
    """The days that the figures of stores are about; today is not over, and would count as a slack day."""
    return last_full_days(today, SPAN)


def states_of(user: User, stores: Sequence[int], *, now: datetime, today: date) -> list[StoreState]:
    """Count what this person answers for, the worst first; `stores` are shown even where nothing came in.

    What they own in a place of others would tell no more of that place than their own part of it.
    """
    span = span_of(today)
    before = span.before()
    facts = (
        CaseFact.objects.visible_to(user)
        .in_places_of(user)
        .exclude(state__in=EXCLUDED)
        .filter(
            Q(opened_on__gte=before.since, opened_on__lte=span.last)
            | Q(closed_on__gte=span.since, closed_on__lte=span.last)
        )
        .values("store_id", "state", "outcome", "opened_on", "closed_on")
    )
    theirs = Case.objects.visible_to(user).in_places_of(user)
    unfinished = theirs.unfinished().values("store_id", "next_due_at")
    cases_sql, case_values = unfinished.query.sql_with_params()
    facts_sql, fact_values = facts.query.sql_with_params()
    sql = _COUNT.format(
        cases=cases_sql, facts=facts_sql, asked=_VERIFIED.base, confirmed=_VERIFIED.listed
    )
    days = (span.since, span.last)
    values = [now, *case_values, *days, *days, *days, before.since, before.last, *fact_values]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = {row[0]: _state(*row) for row in cursor.fetchall()}
    quiet = [StoreState(store_id=pk) for pk in stores if pk not in found]
    return sorted([*found.values(), *quiet], key=lambda one: one.worst_first)


def _state(store_id: int | None, *counts: int) -> StoreState:
    names = ("open", "overdue", "asked", "confirmed", "received", "received_before")
    return StoreState(store_id=store_id, **dict(zip(names, counts, strict=True)))
