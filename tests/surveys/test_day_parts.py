"""When to try next: another part of the day, at a polite hour, in the customer's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.day_parts import LATEST, STARTS, day_part, first_attempt, next_attempt
from surveys.kinds import DayPart

TAIPEI = ZoneInfo("Asia/Taipei")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("moment", "part"),
    [
        ("2026-05-04T09:00", "morning"), ("2026-05-04T11:59", "morning"),
        ("2026-05-04T12:00", "afternoon"), ("2026-05-04T17:59", "afternoon"),
        ("2026-05-04T18:00", "evening"), ("2026-05-04T23:00", "evening"),
    ],
)  # fmt: skip
def test_parts_of_the_local_day(moment, part):
    assert day_part(at(moment), TAIPEI) == part


@pytest.mark.parametrize(
    ("moment", "tried", "expected"),
    [
        ("2026-05-04T10:00", {"morning"}, "2026-05-04T13:30"),
        ("2026-05-04T14:00", {"morning", "afternoon"}, "2026-05-04T18:00"),
        ("2026-05-04T17:00", {"afternoon"}, "2026-05-05T09:30"),
        ("2026-05-04T18:30", {"evening"}, "2026-05-05T09:30"),
        ("2026-05-04T19:00", {"morning", "afternoon", "evening"}, "2026-05-05T09:30"),
    ],
)
def test_the_next_attempt_is_in_another_part_of_the_day(moment, tried, expected):
    assert next_attempt(at(moment), TAIPEI, {DayPart(one) for one in tried}) == at(expected)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 bounds are naive
    st.sets(st.sampled_from(DayPart)),
)
def test_nobody_is_called_at_night(moment, tried):
    after = moment.replace(tzinfo=TAIPEI)

    for planned in (next_attempt(after, TAIPEI, tried), first_attempt(after, TAIPEI)):
        assert planned > after
        assert STARTS[DayPart.MORNING] <= planned.astimezone(TAIPEI).time() <= LATEST
