"""Segments are counted as networks do, and quiet hours go over midnight."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from channels.quiet_hours import quiet_until
from channels.segments import segments_of

ZONE = ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        # The euro takes two, and is not cut; one sign of another alphabet makes all of it wide.
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 152 + "€" + "a" * 100, 2), ("a" * 70 + "’", 2),
        ("字" * 70, 1), ("字" * 71, 2), ("字" * 134, 2), ("字" * 135, 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("字" * 66 + "😀" + "字" * 66, 3),
    ],
)  # fmt: skip
def test_segments(text, number):
    assert segments_of(text) == number


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "until"),
    [
        (20, "21:00", "09:00", None), (21, "21:00", "09:00", (5, 9)), (3, "21:00", "09:00", (4, 9)),
        (9, "21:00", "09:00", None), (13, "12:00", "14:00", (4, 14)), (14, "12:00", "14:00", None),
        (3, "00:00", "00:00", None),
    ],
)  # fmt: skip
def test_quiet_hours(hour, begins, ends, until):
    now = datetime(2026, 5, 4, hour, tzinfo=ZONE)
    found = quiet_until(now, ZONE, begins=time.fromisoformat(begins), ends=time.fromisoformat(ends))

    assert (found and (found.day, found.hour)) == until
