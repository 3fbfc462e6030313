"""What came in day by day, what became of it, and what the other side says: four statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from channels.measures.device_days import device_days
from channels.measures.troubles import home_zone

Key = tuple[int, date]

# Items are numbered about as they come, so that those of the latest days are met along the primary key.
_INSIDE = """
SELECT channel_id, (received_at AT TIME ZONE %(zone)s)::date, state, disposition, count(*)
FROM channels_rawintake
WHERE received_at >= %(since)s
      AND id > coalesce((SELECT id FROM channels_rawintake WHERE received_at < %(long_since)s
                         ORDER BY id DESC LIMIT 1), 0)
GROUP BY 1, 2, 3, 4
"""
# Mailboxes name each message by its UID: whatever was seen there must be an item.
_MAILBOXES = """
SELECT account.channel_id, (seen_at AT TIME ZONE %(zone)s)::date, count(*),
       count(*) FILTER (WHERE raw_id IS NULL AND seen_at < %(late)s)
FROM channels_seenmail AS seen JOIN channels_channelaccount AS account ON account.id = seen.account_id
WHERE seen_at >= %(since)s GROUP BY 1, 2
"""
# Paper is counted when the box is opened, before anybody types; a batch being entered is not over.
_PAPER = """
SELECT channel_id, (collected_at AT TIME ZONE %(zone)s)::date, sum(sheets),
       sum(CASE WHEN state = 'open' THEN 0 ELSE abs(sheets - entered - set_aside) END)
FROM channels_batch WHERE collected_at >= %(since)s GROUP BY 1, 2
"""


@dataclass(slots=True, kw_only=True)
class DayCount:
    """One channel on one day; `outside` is None where nobody outside counts."""

    received: int = 0
    unread: int = 0
    failed: int = 0
    accounted: dict[str, int] = field(default_factory=dict)
    outside: int | None = None
    not_here: int = 0


def day_counts(
    *, since: datetime, long_since: datetime, late: datetime, now: datetime
) -> Mapping[Key, DayCount]:
    """Count from a midnight on; devices of the counter count what they number, as mailboxes do their mail.

    `long_since` is a moment before which surely nothing of it was stored; what was seen outside before
    `late` should be here by now.
    """
    found: defaultdict[Key, DayCount] = defaultdict(DayCount)
    asked = {"since": since, "long_since": long_since, "late": late, "zone": home_zone().key}
    for channel, day, state, disposition, number in _rows(_INSIDE, asked):
        count = found[channel, day]
        count.received += number
        if disposition:
            count.accounted[disposition] = count.accounted.get(disposition, 0) + number
        elif state == "failed":
            count.failed += number
        else:
            count.unread += number
    for sql in (_MAILBOXES, _PAPER):
        for channel, day, outside, not_here in _rows(sql, asked):
            count = found[channel, day]
            count.outside = (count.outside or 0) + int(outside)
            count.not_here += int(not_here)
    zone = home_zone()
    days = {"first": since.astimezone(zone).date(), "last": now.astimezone(zone).date()}
    for one in device_days(**days, now=now):
        count = found[one.channel_id, one.day]
        count.outside = (count.outside or 0) + one.counted
        count.not_here += one.overdue
    return found


def _rows(sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
