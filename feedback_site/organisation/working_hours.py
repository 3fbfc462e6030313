"""A working calendar as a plain value: weekly hours, dated versions of them, days that differ."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DAY = 86_400


class CalendarError(ValueError):
    """The calendar cannot answer: it is set up wrongly."""

    code = "calendar_error"


class DayKind(StrEnum):
    """Why a day differs from its week; a make-up day is a day off worked instead of another.

    A closure is what one place was shut, against everything that its calendar says.
    """

    HOLIDAY = "holiday"
    SPECIAL = "special"
    MAKEUP = "makeup"
    CLOSURE = "closure"


_WINS = {DayKind.HOLIDAY: 0, DayKind.SPECIAL: 1, DayKind.MAKEUP: 2, DayKind.CLOSURE: 3}


@lru_cache(maxsize=4096)
def _clock(text: str) -> int:
    """Return the seconds since local midnight; "24:00" is the end of the day."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise CalendarError(f"Not a time of day: {text!r}")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > _DAY:
        raise CalendarError(f"Not a time of day: {text!r}")
    return total


@dataclass(frozen=True, slots=True)
class Interval:
    """Open hours [opens, closes) in seconds since local midnight.

    `closes` may be 86 400 (24:00); where it is before `opens` the window crosses midnight, and
    still belongs to the date on which it opens. Raises CalendarError for an empty one.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < _DAY and 0 <= self.closes <= _DAY):
            raise CalendarError("Hours must lie between 00:00 and 24:00.")
        if self.opens == self.closes:
            raise CalendarError("Hours that open and close at the same time are no hours.")

    @classmethod
    def of(cls, opens: str, closes: str) -> Self:
        """Read "HH:MM" or "HH:MM:SS"."""
        return cls(_clock(opens), _clock(closes))

    @property
    def crosses_midnight(self) -> bool:
        """Whether the window closes on the date after the one it opens on."""
        return self.closes < self.opens

    def __str__(self) -> str:
        return "–".join(f"{at // 3600:02}:{at // 60 % 60:02}" for at in (self.opens, self.closes))


Hours = tuple[Interval, ...]


def hours(pairs: Iterable[Iterable[str]]) -> Hours:
    """Read the hours of one day: [["09:00", "12:00"], ["13:30", "18:00"]]."""
    return tuple(Interval.of(*_pair(pair)) for pair in pairs)


def _pair(pair: Iterable[str]) -> tuple[str, str]:
    ends = tuple(pair)
    if isinstance(pair, str) or len(ends) != 2 or not all(isinstance(end, str) for end in ends):
        raise CalendarError(f"Not an opening and a closing time: {pair!r}")
    return ends[0], ends[1]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The hours of an ordinary week, Monday first, from a date until the next version."""

    days: tuple[Hours, ...]
    valid_from: date = date.min

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise CalendarError("A week has seven days.")

    @classmethod
    def of(cls, week: Mapping[str, Iterable[Iterable[str]]], valid_from: date = date.min) -> Self:
        """Read {"mon": [["09:00", "12:00"], …], …}; a weekday not named is closed."""
        unknown = set(week) - set(WEEKDAYS)
        if unknown:
            raise CalendarError(f"Not a weekday: {min(unknown)!r}")
        return cls(tuple(hours(week.get(day, ())) for day in WEEKDAYS), valid_from)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date whose hours replace those of its weekday; without hours it is closed."""

    day: date
    kind: DayKind
    hours: Hours = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Open hours in the local time of one zone.

    Before the first version of the week, that first version applies. Of several exceptions on one
    date a make-up day wins over a special day, and that over a holiday; of two alike the later one.
    Raises CalendarError for an unknown zone or a calendar without any version of the week.
    """

    tz: str
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[CalendarDay, ...] = ()
    has_hours: bool = field(init=False, compare=False)
    _by_day: dict[date, CalendarDay] = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        zone(self.tz)
        if not self.weekly:
            raise CalendarError("A calendar needs the hours of a week.")
        versions = tuple(sorted(self.weekly, key=lambda week: week.valid_from))
        by_day: dict[date, CalendarDay] = {}
        for exception in sorted(self.exceptions, key=lambda each: _WINS[each.kind]):
            by_day[exception.day] = exception
        open_at_all = any(any(week.days) for week in versions)
        open_at_all = open_at_all or any(day.hours for day in by_day.values())
        put = object.__setattr__  # a frozen value may fill its own derived fields only this way
        put(self, "weekly", versions)
        put(self, "has_hours", open_at_all)
        put(self, "_by_day", by_day)
        put(self, "_hash", hash((self.tz, versions, self.exceptions)))

    def __hash__(self) -> int:
        return self._hash  # counted once: every look-up of a day asks for it

    def exception_on(self, day: date) -> CalendarDay | None:
        """Return the exception that governs a date, if there is one."""
        return self._by_day.get(day)

    def hours_on(self, day: date) -> Hours:
        """Return the hours that open on a date, in local time."""
        exception = self._by_day.get(day)
        if exception is not None:
            return exception.hours
        week = self.weekly[0]
        for later in self.weekly[1:]:
            if later.valid_from > day:
                break
            week = later
        return week.days[day.weekday()]

    def doubts(self) -> tuple[tuple[str, date | None], ...]:
        """Return what a person should look at, as (code, date); the calendar works nevertheless.

        Codes: no_hours, several_exceptions (one date, several kinds), overlapping_hours.
        """
        found: list[tuple[str, date | None]] = [] if self.has_hours else [("no_hours", None)]
        dates = [exception.day for exception in self.exceptions]
        found += [("several_exceptions", day) for day in sorted(set(dates)) if dates.count(day) > 1]
        found += [
            ("overlapping_hours", week.valid_from)
            for week in self.weekly
            if any(_overlap(day) for day in week.days)
        ]
        found += [("overlapping_hours", e.day) for e in self._by_day.values() if _overlap(e.hours)]
        return tuple(found)


def _overlap(day: Hours) -> bool:
    ends = sorted((each.opens, each.closes + _DAY * each.crosses_midnight) for each in day)
    return any(later[0] < earlier[1] for earlier, later in pairwise(ends))


def zone(key: str) -> ZoneInfo:
    """Return the time zone of an IANA name. Raises CalendarError where there is none."""
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise CalendarError(f"Not a time zone: {key!r}") from error
