"""The arithmetic of working time: open windows of a calendar, time worked, moments due."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from feedback_site.organisation.working_hours import (
    CalendarDay,
    CalendarError,
    DayKind,
    Interval,
    WeeklyHours,
    WorkingCalendar,
    zone,
)

__all__ = [
    "HORIZON_DAYS",
    "CalendarDay",
    "CalendarError",
    "DayKind",
    "Interval",
    "Span",
    "WeeklyHours",
    "WorkingCalendar",
    "due_at",
    "moment_before",
    "next_working_moment",
    "windows",
    "working_seconds",
]

HORIZON_DAYS = 800  # how far a due moment is looked for before the calendar is called wrong
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_NEVER = 1 << 62

Seconds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, and without, `end`, in UTC; without an end it is still open."""

    start: datetime
    end: datetime | None


# ---------------------------------------------------------------- what is asked from outside


def windows(calendar: WorkingCalendar, from_: datetime, until: datetime) -> tuple[Span, ...]:
    """Return the open windows between two moments, joined where they touch, earliest first."""
    joined: list[Seconds] = []
    for a, b in _open(calendar, _seconds(from_), _seconds(until)):
        if joined and joined[-1][1] == a:
            a = joined.pop()[0]
        joined.append((a, b))
    return tuple(Span(_moment(a), _moment(b)) for a, b in joined)


def working_seconds(
    calendar: WorkingCalendar | None,
    start: datetime,
    end: datetime,
    pauses: Iterable[Span] = (),
) -> int:
    """Return the whole seconds of open time in [start, end), less the union of the pauses.

    No calendar is round the clock. A pause without an end lasts to `end`.
    """
    spans = _open(calendar, _seconds(start), _seconds(end))
    return sum(b - a for a, b in _without(spans, _union(pauses)))


def due_at(
    calendar: WorkingCalendar | None,
    start: datetime,
    target_seconds: int,
    pauses: Iterable[Span] = (),
) -> datetime | None:
    """Return the earliest moment at which the target is worked off, or None while a pause is open.

    Raises CalendarError where the calendar has no hours, or where the target is not reached within
    800 days of the start.
    """
    if target_seconds < 0:
        raise CalendarError("A target cannot be negative.")
    if calendar is None and not pauses and target_seconds <= HORIZON_DAYS * _DAY:
        return _later(start, target_seconds)  # round the clock and never paused: most limits
    began, shut = _seconds(start), _union(pauses)
    _require_hours(calendar)
    if target_seconds == 0:
        return _moment(began)
    left = target_seconds
    open_spans = _open(calendar, began, min(began + HORIZON_DAYS * _DAY, _end_of_time(shut)))
    for a, b in _without(open_spans, shut):
        if b - a >= left:
            return _moment(a + left)
        left -= b - a
    if _end_of_time(shut) <= began + HORIZON_DAYS * _DAY:
        return None
    raise CalendarError(f"The target is not reached within {HORIZON_DAYS} days.")


def moment_before(
    calendar: WorkingCalendar | None,
    due: datetime,
    seconds: int,
    pauses: Iterable[Span] = (),
) -> datetime:
    """Return the latest moment from which `seconds` of working time remain until `due`.

    The answer lies in open time: an hour before nine in the morning is on the day before.
    Raises CalendarError where the calendar has no hours, or none within 800 days before `due`.
    """
    _require_hours(calendar)
    ends, left, shut = _seconds(due), seconds, _union(pauses)
    if left <= 0:
        return _moment(ends)
    reach = 8
    while True:
        spans = list(_without(_open(calendar, ends - reach * _DAY, ends), shut))
        if sum(b - a for a, b in spans) >= left:
            break
        if reach >= HORIZON_DAYS:
            raise CalendarError(f"No such moment within {HORIZON_DAYS} days.")
        reach = min(reach * 10, HORIZON_DAYS)
    for a, b in reversed(spans):
        if b - a >= left:
            return _moment(b - left)
        left -= b - a
    raise AssertionError("unreachable")


def next_working_moment(
    calendar: WorkingCalendar | None, moment: datetime, pauses: Iterable[Span] = ()
) -> datetime | None:
    """Return `moment` itself where it is open and not paused, else the next such instant.

    None while a pause without end stands in the way. Raises CalendarError as `due_at` does.
    """
    if calendar is None and not pauses:
        return _whole(moment)
    _require_hours(calendar)
    began, shut = _seconds(moment), _union(pauses)
    for a, _ in _without(_open(calendar, began, began + HORIZON_DAYS * _DAY), shut):
        return _moment(a)
    if _end_of_time(shut) < _NEVER:
        return None
    raise CalendarError(f"The calendar does not open within {HORIZON_DAYS} days.")


# ------------------------------------------------------------------------- seconds and spans


def _seconds(moment: datetime) -> int:
    """Whole seconds since 1970; the fraction is dropped, so that every sum is exact."""
    since = moment - _EPOCH
    return since.days * _DAY + since.seconds


def _moment(seconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError as error:
        raise CalendarError("The moment lies outside the years a date can have.") from error


def _whole(moment: datetime) -> datetime:
    """Give a moment in UTC without its fraction; most are that already."""
    if moment.tzinfo is UTC and not moment.microsecond:
        return moment
    return _moment(_seconds(moment))


def _later(moment: datetime, seconds: int) -> datetime:
    try:
        return _whole(moment) + timedelta(seconds=seconds)
    except OverflowError as error:
        raise CalendarError("The moment lies outside the years a date can have.") from error


def _union(pauses: Iterable[Span]) -> list[Seconds]:
    """Join pauses that overlap or touch. Raises CalendarError for one ending before it begins."""
    joined: list[Seconds] = []
    for a, b in sorted(_ends(pause) for pause in pauses):
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        elif a < b:
            joined.append((a, b))
    return joined


def _ends(pause: Span) -> Seconds:
    a = _seconds(pause.start)
    b = _NEVER if pause.end is None else _seconds(pause.end)
    if b < a:
        raise CalendarError("A pause cannot end before it begins.")
    return a, b


def _end_of_time(shut: list[Seconds]) -> int:
    """Return the second at which a pause without end begins."""
    return shut[-1][0] if shut and shut[-1][1] == _NEVER else _NEVER


def _without(spans: Iterable[Seconds], shut: list[Seconds]) -> Iterator[Seconds]:
    """Cut the joined pauses out of ordered spans."""
    for opens, closes in spans:
        a = opens
        first = max(bisect_right(shut, (a, -1)) - 1, 0)
        for p, q in shut[first:]:
            if p >= closes:
                break
            if p > a:
                yield a, p
            a = max(a, q)
        if a < closes:
            yield a, closes


# ------------------------------------------------------------------------ days of a calendar


def _require_hours(calendar: WorkingCalendar | None) -> None:
    if calendar is not None and not calendar.has_hours:
        raise CalendarError("The calendar has no hours.")


def _open(calendar: WorkingCalendar | None, start: int, end: int) -> Iterator[Seconds]:
    """Yield the open spans of [start, end), ordered and disjoint, some touching; O(days)."""
    if calendar is None:
        if start < end:
            yield start, end
        return
    # The local date is at most a day off the UTC date, and its window may last until the next.
    first = max(_EPOCH_DAY + start // _DAY - 3, 1)
    last = min(_EPOCH_DAY + end // _DAY + 2, date.max.toordinal() - 2)
    for day in range(first, last + 1):
        for opens, closes in _day_windows(calendar, day):
            a = max(opens, start)
            if a >= end:
                return
            if a < closes:
                yield a, min(closes, end)
                start = closes  # windows of two dates may overlap: no second is counted twice


@lru_cache(maxsize=65_536)
def _day_windows(calendar: WorkingCalendar, day: int) -> tuple[Seconds, ...]:
    """Return the windows that open on a local date (by its ordinal), as UTC seconds, in order."""
    hours = calendar.hours_on(date.fromordinal(day))
    if not hours:
        return ()
    midnight = (day - _EPOCH_DAY) * _DAY
    offset = _steady_offset(calendar.tz, day)
    found = []
    for each in hours:
        opens = midnight + each.opens
        closes = midnight + each.closes + (_DAY if each.closes < each.opens else 0)
        if offset is not None:
            found.append((opens - offset, closes - offset))
        else:
            found.append((_instant(calendar.tz, opens, 0), _instant(calendar.tz, closes, 1)))
    return tuple(sorted(span for span in found if span[0] < span[1]))


@lru_cache(maxsize=65_536)
def _steady_offset(tz: str, day: int) -> int | None:
    """Return the offset from UTC that holds through a date and the next, or None where it changes.

    Asking at both ends is enough: no zone has ever changed twice within six days.
    """
    midnight = datetime.fromordinal(day)
    offsets = {
        _offset(tz, end, fold) for end in (midnight, midnight + timedelta(2)) for fold in (0, 1)
    }
    return offsets.pop() if len(offsets) == 1 else None


def _offset(tz: str, local: datetime, fold: int) -> int:
    offset = local.replace(tzinfo=zone(tz), fold=fold).utcoffset()
    assert offset is not None  # noqa: S101  (a ZoneInfo always knows)
    return offset.days * _DAY + offset.seconds


def instant_of(tz: str, local: datetime) -> datetime:
    """Return the moment of a local time of a zone, as an opening is read: of two of one name the earlier."""
    wall = round((local - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001  (local on purpose)
    return _moment(_instant(tz, wall, 0))


def _instant(tz: str, local: int, fold: int) -> int:
    """Return the UTC second of a local one: of two of one name the earlier (fold 0) or the later.

    A local time that was skipped is the first instant after the gap.
    """
    wall = datetime(1970, 1, 1) + timedelta(seconds=local)  # noqa: DTZ001  (local on purpose)
    before, after = _offset(tz, wall, 0), _offset(tz, wall, 1)
    if before >= after:  # an ordinary time, or one of two
        return local - (after if fold else before)
    low, high = local - after, local - before  # the gap ends within (low, high]
    where = zone(tz)
    while high - low > 1:
        middle = (low + high) // 2
        passed = _moment(middle).astimezone(where).utcoffset()
        if passed == timedelta(seconds=before):
            low = middle
        else:
            high = middle
    return high
