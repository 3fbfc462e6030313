"""Periods of a report: whole days in the chain's own time zone, and the period before."""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=1100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the day `since` up to and including the day `last`."""

    since: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.since).days + 1

    def before(self) -> "Period":
        """The same number of days directly before."""
        return Period(since=self.since - timedelta(days=self.days), last=self.since - timedelta(1))


def this_week(today: date) -> Period:
    """From Monday to today."""
    return Period(since=today - timedelta(days=today.weekday()), last=today)


def last_4_weeks(today: date) -> Period:
    """The 28 days that end today."""
    return Period(since=today - timedelta(days=27), last=today)


def this_quarter(today: date) -> Period:
    """From the first day of the calendar quarter to today."""
    return Period(since=date(today.year, (today.month - 1) // 3 * 3 + 1, 1), last=today)


def last_12_months(today: date) -> Period:
    """The twelve months that end today; from 29 February it counts from 1 March."""
    try:
        anniversary = today.replace(year=today.year - 1)
    except ValueError:
        anniversary = date(today.year - 1, 2, 28)
    return Period(since=anniversary + timedelta(days=1), last=today)


def last_full_days(today: date, days: int) -> Period:
    """So many days that are over, up to yesterday."""
    return Period(since=today - timedelta(days=days), last=today - timedelta(days=1))


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_of(period: Period) -> tuple[date, ...]:
    """The Mondays of all weeks that a period touches, so that a week without cases shows as none."""
    first = week_of(period.since)
    count = (week_of(period.last) - first).days // 7 + 1
    return tuple(first + timedelta(weeks=n) for n in range(count))
