"""What each device of the counter counted on each day, and how much of that is here: one statement.

A device numbers what it keeps without gaps, so that its highest number is a count that nobody of ours made. A
number belongs to the day on which it, or a later one, was first heard of.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from channels.devices.numbers import PATIENCE
from channels.measures.troubles import home_zone

# What a device said that it gave, and nothing of which has come, counts on the day that it said so.
_DAYS = """
WITH heard AS (
    SELECT device_id, (at AT TIME ZONE %(zone)s)::date AS day, max(number) AS last
    FROM channels_devicenumber GROUP BY 1, 2
    UNION ALL
    SELECT id, (seen_at AT TIME ZONE %(zone)s)::date, given_to
    FROM channels_counterdevice WHERE given_to > highest AND seen_at IS NOT NULL
), ends AS (
    SELECT device_id, day, max(max(last)) OVER (PARTITION BY device_id ORDER BY day) AS last
    FROM heard GROUP BY device_id, day
), spans AS (
    SELECT device_id, day, lag(last, 1, 0) OVER (PARTITION BY device_id ORDER BY day) AS before, last
    FROM ends
)
SELECT device.id, device.name, device.channel_id, spans.day, spans.last - spans.before, came.here,
       came.explained, spans.last - spans.before - came.here - came.explained, missing.overdue
FROM spans JOIN channels_counterdevice AS device ON device.id = spans.device_id
CROSS JOIN LATERAL (
    SELECT count(raw_id) AS here, count(*) - count(raw_id) AS explained
    FROM channels_devicenumber AS number
    WHERE number.device_id = device.id AND number > spans.before AND number <= spans.last
) AS came
CROSS JOIN LATERAL (
    SELECT count(*) AS overdue FROM generate_series(spans.before + 1, spans.last) AS one
    WHERE spans.last - spans.before > came.here + came.explained
      AND NOT EXISTS (SELECT FROM channels_devicenumber AS number
                      WHERE number.device_id = device.id AND number = one)
      AND (one <= device.given_to AND NOT device.kept @> to_jsonb(one)
           OR EXISTS (SELECT FROM channels_devicenumber AS number
                      WHERE number.device_id = device.id AND number > one AND at <= %(late)s))
) AS missing
WHERE spans.last > spans.before AND spans.day >= %(first)s AND spans.day <= %(last)s
ORDER BY spans.day, device.name, device.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDay:
    """One device on one day: `counted` by itself, of which `here`, `explained` by a person, and not here.

    Of what is `not_here`, `overdue` is what somebody must look for; the rest waits on the device.
    """

    device_id: int
    name: str
    channel_id: int
    day: date
    counted: int
    here: int
    explained: int
    not_here: int
    overdue: int

    @property
    def waiting(self) -> int:
        """How many are still on their way."""
        return self.not_here - self.overdue


def device_days(*, first: date, last: date, now: datetime) -> list[DeviceDay]:
    """Count the days from `first` to `last`, as the chain counts them; days without a number have no row."""
    asked: dict[str, Any] = {
        "zone": home_zone().key,
        "late": now - PATIENCE,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked)
        return [
            DeviceDay(
                device_id=row[0], name=row[1], channel_id=row[2], day=row[3], counted=row[4],
                here=row[5], explained=row[6], not_here=row[7], overdue=row[8],
            )
            for row in cursor.fetchall()
        ]  # fmt: skip
