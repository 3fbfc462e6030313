"""A department's limit for one work order: the same arithmetic as the customer's clocks, and none of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.sla.terms import CalendarEdition, Calendars
from feedback_site.organisation.working_time import CalendarError, due_at, moment_before


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitTerms:
    """What a department is allowed: seconds of working time by a calendar (empty: round the clock)."""

    department: int | None
    kind: str
    seconds: int
    calendar: str = ""
    warn_at: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLimit:
    """The limit of one stay, reckoned at arrival; `warn_at` never lies before it."""

    due_at: datetime
    warn_at: datetime
    seconds: int
    calendar: str
    version: int


def terms_for(terms: Iterable[LimitTerms], *, department: int, kind: str) -> LimitTerms | None:
    """Take the terms that say most: a department's for the kind, its own, the kind's, anybody's."""
    fitting = [
        one for one in terms if one.department in (None, department) and one.kind in ("", kind)
    ]
    return max(fitting, key=lambda one: (one.department is not None, one.kind != ""), default=None)


def department_limit(
    terms: LimitTerms, calendars: Calendars, *, arrived_at: datetime
) -> DepartmentLimit:
    """Reckon when an order that arrives now is due, and when it is near that.

    Raises CalendarError where the calendar does not exist or has no hours.
    """
    edition = _edition(calendars, terms.calendar, arrived_at) if terms.calendar else None
    calendar = edition.calendar if edition else None
    due = due_at(calendar, arrived_at, terms.seconds)
    if due is None:  # only an open pause says so, and an order has none
        raise CalendarError(f"The limit on {terms.calendar!r} has no end.")
    left = terms.seconds * (100 - terms.warn_at) // 100
    return DepartmentLimit(
        due_at=due, warn_at=max(arrived_at, moment_before(calendar, due, left)),
        seconds=terms.seconds, calendar=terms.calendar, version=edition.version if edition else 0,
    )  # fmt: skip


def _edition(calendars: Calendars, code: str, at: datetime) -> CalendarEdition:
    """The edition in force at a moment; of a calendar that begins later, its first."""
    editions = calendars.get(code, ())
    if not editions:
        raise CalendarError(f"There is no calendar {code!r}.")
    begun = [one for one in editions if one.since is None or one.since <= at]
    if not begun:
        return min(editions, key=lambda one: one.version)
    return max(begun, key=lambda one: one.version)
