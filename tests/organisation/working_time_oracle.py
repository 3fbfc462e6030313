"""Working time the slow way: minute by minute, written apart from the code it judges.

A window opens when the wall clock of the zone first shows its opening time and closes when the wall
last shows its closing time; a time that the wall never shows is the moment it shows a later one.
That says everything about skipped and repeated hours without a word about offsets, and shares
nothing with the product.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache(maxsize=512)
def wall_clock(tz: str, day: date) -> list[tuple[datetime, datetime]]:
    """Every minute from a day before a date to two days after it, with what the wall shows."""
    where = ZoneInfo(tz)
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    minutes = [first + n * MINUTE for n in range(4 * 24 * 60)]
    return [(minute, minute.astimezone(where).replace(tzinfo=None)) for minute in minutes]


@lru_cache(maxsize=8192)
def open_minutes(tz: str, day: date, opens: str, closes: str) -> frozenset[datetime]:
    midnight = datetime.fromisoformat(day.isoformat())
    a = midnight + minutes_of(opens)
    b = midnight + minutes_of(closes)
    if b <= a:
        b += timedelta(days=1)
    walls = wall_clock(tz, day)
    return frozenset(minute for minute, _ in walls[shows(walls, a)[0] : shows(walls, b)[-1]])


def shows(walls, time):
    """The places at which the wall shows a time, else the one at which it has jumped over it."""
    places = [index for index, (_, wall) in enumerate(walls) if wall == time]
    return places or [next(index for index, (_, wall) in enumerate(walls) if wall > time)]


def minutes_of(text: str) -> timedelta:
    hour, minute = text.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


class Oracle:
    """A calendar in the wire format (None: round the clock), asked minute by minute."""

    def __init__(self, calendar):
        self.calendar = calendar
        self.known = {}

    def pairs_on(self, day):
        exceptions = self.calendar.get("exceptions", {})
        if day.isoformat() in exceptions:
            return exceptions[day.isoformat()]
        return self.calendar["weekly"].get(NAMES[day.weekday()], [])

    def opened_on(self, day):
        if day not in self.known:
            tz = self.calendar["tz"]
            self.known[day] = frozenset().union(
                *(open_minutes(tz, day, *pair) for pair in self.pairs_on(day))
            )
        return self.known[day]

    def is_open(self, minute):
        if self.calendar is None:
            return True
        return any(
            minute in self.opened_on(minute.date() + timedelta(days=n)) for n in (-2, -1, 0, 1)
        )

    def counts(self, minute, pauses):
        paused = any(a <= minute and (b is None or minute < b) for a, b in pauses)
        return not paused and self.is_open(minute)

    def worked(self, start, end, pauses):
        minutes, minute = 0, start
        while minute < end:
            minutes += self.counts(minute, pauses)
            minute += MINUTE
        return minutes

    def due(self, start, minutes, pauses, give_up):
        """The earliest moment with so many minutes worked, or None if not before `give_up`."""
        minute = start
        while minutes > 0:
            if minute >= give_up:
                return None
            minutes -= self.counts(minute, pauses)
            minute += MINUTE
        return minute
