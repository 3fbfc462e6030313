"""Parts of the customer's day, and when the next attempt is worth making."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from surveys.kinds import DayPart

# When nobody minds being called; the first moment of each part of the day.
STARTS = {
    DayPart.MORNING: time(9, 30),
    DayPart.AFTERNOON: time(13, 30),
    DayPart.EVENING: time(18, 0),
}
LATEST = time(20, 30)


def day_part(moment: datetime, zone: ZoneInfo) -> DayPart:
    """Say in which part of the local day a moment lies: until 12:00, until 18:00, and after."""
    hour = moment.astimezone(zone).hour
    if hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def next_attempt(after: datetime, zone: ZoneInfo, tried: Collection[DayPart]) -> datetime:
    """Find the next polite moment in a part of the day that was not tried yet.

    Once all were tried, any part other than the last one will do; the answer is at least two hours off.
    """
    last = day_part(after, zone)
    wanted = [part for part in DayPart if part not in tried] or [p for p in DayPart if p != last]
    local = after.astimezone(zone)
    for days in range(3):
        for part in DayPart:
            start = datetime.combine(local.date() + timedelta(days=days), STARTS[part], zone)
            if part in wanted and start >= after + timedelta(hours=2):
                return start
    return after + timedelta(days=1)


def first_attempt(after: datetime, zone: ZoneInfo) -> datetime:
    """Give the customer an hour with the answer, then ask, but never late in the evening or at night."""
    moment = (after + timedelta(hours=1)).astimezone(zone)
    if moment.time() < STARTS[DayPart.MORNING]:
        return datetime.combine(moment.date(), STARTS[DayPart.MORNING], zone)
    if moment.time() > LATEST:
        return datetime.combine(moment.date() + timedelta(days=1), STARTS[DayPart.MORNING], zone)
    return moment
