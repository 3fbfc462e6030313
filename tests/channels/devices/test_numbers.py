"""What is missing among the numbers of a device, and when somebody must look."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.devices.numbers import PATIENCE, Gap, advanced, gaps_of

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
EARLY, LATE = NOW - timedelta(hours=1), NOW - timedelta(minutes=5)


def gap(first, last, since, **more):
    return Gap(first=first, last=last, since=since, **more)


@pytest.mark.parametrize(
    ("came", "given_to", "kept", "gaps"),
    [
        pytest.param({}, 0, (), [], id="nothing at all"),
        pytest.param({5: LATE}, 5, (4,), [gap(4, 4, LATE, is_kept=True)], id="still on the device"),
        pytest.param({6: LATE, 8: EARLY}, 3, (), [gap(4, 5, EARLY), gap(7, 7, EARLY)], id="two gaps"),
        pytest.param({5: LATE}, 5, (), [gap(4, 4, LATE, is_lost=True)], id="given, and not there"),
        pytest.param({}, 5, (), [gap(4, 5, None, is_lost=True)], id="the last ones vanished"),
        pytest.param({}, 5, (4, 5), [gap(4, 5, None, is_kept=True)], id="all wait"),
    ],
)  # fmt: skip
def test_gaps(came, given_to, kept, gaps):
    assert gaps_of(came, gapless_to=3, given_to=given_to, kept=kept) == gaps


@pytest.mark.parametrize(
    ("one", "overdue"),
    [
        (gap(1, 1, NOW - PATIENCE), True),
        (gap(1, 1, NOW - PATIENCE + timedelta(seconds=1)), False),
        (gap(1, 1, None, is_lost=True), True),
        (gap(1, 1, None, is_kept=True), False),
    ],
)
def test_when_somebody_must_look(one, overdue):
    assert one.is_overdue(NOW) is overdue


@given(st.sets(st.integers(min_value=1, max_value=60)))
def test_gaps_and_numbers_that_came_make_up_all_numbers(numbers):
    mark = advanced(0, numbers)
    above = {one: NOW for one in numbers if one > mark}
    gaps = gaps_of(above, gapless_to=mark, given_to=0, kept=())

    missing = {one for gap in gaps for one in range(gap.first, gap.last + 1)}
    assert missing | numbers == set(range(1, max(numbers, default=0) + 1))
    assert not missing & numbers
