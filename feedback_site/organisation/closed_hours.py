"""A calendar with a span cut out of it: what is left of each day's hours while a place is shut."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from feedback_site.organisation.working_hours import (
    CalendarDay,
    DayKind,
    Hours,
    Interval,
    WorkingCalendar,
    zone,
)

_DAY = 86_400


def closed(
    calendar: WorkingCalendar, begins: datetime, ends: datetime, name: str
) -> WorkingCalendar:
    """Return a calendar that is shut in [begins, ends); the days concerned carry the name.

    A window across midnight belongs to the day on which it opens, and is cut there.
    """
    where = zone(calendar.tz)
    first, last = begins.astimezone(where), ends.astimezone(where)
    found: list[CalendarDay] = []
    carried: Hours = ()  # what is left after midnight of a window that was cut there
    day = first.date() - timedelta(1)  # its window may reach into the first closed day
    while day <= last.date() or carried:
        before = calendar.hours_on(day)
        left, later = _without(before, _second_of(first, day), _second_of(last, day))
        if carried or left != before:
            found.append(CalendarDay(day, DayKind.CLOSURE, (*carried, *left), name))
        carried, day = later, day + timedelta(1)
    return replace(calendar, exceptions=(*calendar.exceptions, *found))


def _second_of(moment: datetime, day: date) -> int:
    """How many seconds of wall time after the beginning of a date a local moment is."""
    clock = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (moment.date() - day).days * _DAY + clock


def _without(hours: Hours, begins: int, ends: int) -> tuple[Hours, Hours]:
    """Return what is left of a day's windows: what opens on that day, and what only opens after it."""
    left: list[Interval] = []
    later: list[Interval] = []
    for each in hours:
        opens, closes = each.opens, each.closes + _DAY * each.crosses_midnight
        for a, b in ((opens, min(closes, begins)), (max(opens, ends), closes)):
            if a >= b:
                continue
            if a >= _DAY:
                later.append(Interval(a - _DAY, b - _DAY))
            else:
                left.append(Interval(a, b if b <= _DAY else b - _DAY))
    return tuple(left), tuple(later)
