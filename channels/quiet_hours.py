"""Hours at which nobody wants to be woken by a message."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, zone: ZoneInfo, *, begins: time, ends: time) -> datetime | None:
    """Give when the quiet hours end that it is now at this place; None outside of them.

    They may go over midnight; hours that end when they begin are none.
    """
    there = now.astimezone(zone)
    clock = there.time()
    over_night = begins > ends
    is_quiet = (clock >= begins or clock < ends) if over_night else begins <= clock < ends
    if not is_quiet:
        return None
    day = there.date() + timedelta(days=1) if clock >= ends else there.date()
    return datetime.combine(day, ends, tzinfo=zone)
