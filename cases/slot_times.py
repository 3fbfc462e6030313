"""Slots of a store, reckoned from its offer and its calendar; nothing of them is stored."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from feedback_site.organisation.working_hours import (
    DayKind,
    Hours,
    WeeklyHours,
    WorkingCalendar,
    zone,
)
from feedback_site.organisation.working_time import Span, instant_of, windows

_DAY = 86_400
_CODE = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """From when to when somebody may come, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def code(self) -> str:
        """How a form names it."""
        return code_of(self.starts_at)


def code_of(moment: datetime) -> str:
    """Write a moment as forms name a slot by its beginning."""
    return moment.astimezone(UTC).strftime(_CODE)


def moment_of(code: str) -> datetime | None:
    """Read what a form sent; None where that is no moment."""
    try:
        return datetime.strptime(code, _CODE).replace(tzinfo=UTC)
    except ValueError:
        return None


def slots_between(
    calendar: WorkingCalendar, week: WeeklyHours, minutes: int, *, first: datetime, last: date
) -> Sequence[Slot]:
    """Give the slots that begin at `first` or later, to the end of the local day `last`, in order.

    A slot begins at a full step of the offer's own hours, as clocks on the wall of the store tell them, and
    lies within one window in which the store is open. A time that the clocks skip is no slot; of one that
    they show twice the first is. A week without any hours means: whenever the store is open.
    """
    place, length = zone(calendar.tz), timedelta(minutes=minutes)
    end = instant_of(calendar.tz, datetime.combine(last + timedelta(days=1), time(0)))
    spans = windows(calendar, first, end)
    found: dict[datetime, Slot] = {}
    day = first.astimezone(place).date()
    while day <= last:
        for wall in _steps(_hours(calendar, week, day), day, minutes):
            starts = instant_of(calendar.tz, wall)
            is_shown = starts.astimezone(place).replace(tzinfo=None) == wall
            if is_shown and starts >= first and lies_in(spans, starts, starts + length):
                found[starts] = Slot(starts_at=starts, ends_at=starts + length)
        day += timedelta(days=1)
    return sorted(found.values(), key=lambda slot: slot.starts_at)


def _hours(calendar: WorkingCalendar, week: WeeklyHours, day: date) -> Hours:
    """The hours that are offered on a date.

    On a Saturday that is worked instead of another day the first day of the offer's week stands in, as
    whoever works then works as on any working day.
    """
    if not any(week.days):
        return calendar.hours_on(day)
    own, differs = week.days[day.weekday()], calendar.exception_on(day)
    if own or differs is None or differs.kind != DayKind.MAKEUP:
        return own
    return next(hours for hours in week.days if hours)


def _steps(hours: Hours, day: date, minutes: int) -> Iterator[datetime]:
    midnight, step = datetime.combine(day, time(0)), minutes * 60
    for one in hours:
        closes = one.closes + _DAY * one.crosses_midnight
        for second in range(one.opens, closes - step + 1, step):
            yield midnight + timedelta(seconds=second)


def lies_in(spans: Sequence[Span], starts: datetime, ends: datetime) -> bool:
    """Whether it lies within one of these windows, which are in order."""
    at = bisect_right(spans, starts, key=lambda span: span.start) - 1
    return at >= 0 and (until := spans[at].end) is not None and ends <= until
