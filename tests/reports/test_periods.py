"""Periods of whole days, and the period before."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.periods import (
    Period,
    last_4_weeks,
    last_12_months,
    this_quarter,
    this_week,
    weeks_of,
)

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("make", "since"),
    [
        (this_week, date(2026, 11, 16)),
        (last_4_weeks, date(2026, 10, 26)),
        (this_quarter, date(2026, 10, 1)),
        (last_12_months, date(2025, 11, 23)),
    ],
)
def test_each_period_ends_today(make, since):
    assert make(SUNDAY) == Period(since=since, last=SUNDAY)


def test_twelve_months_from_a_leap_day():
    assert last_12_months(date(2028, 2, 29)).since == date(2027, 3, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_the_period_before_is_as_long_and_ends_the_day_before(since, days):
    period = Period(since=since, last=since + timedelta(days=days))

    assert period.before().days == period.days
    assert period.before().last + timedelta(days=1) == period.since


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_weeks_cover_every_day_once(since, days):
    period = Period(since=since, last=since + timedelta(days=days))
    weeks = weeks_of(period)

    assert weeks[0] <= period.since <= weeks[0] + timedelta(days=6)
    assert weeks[-1] <= period.last <= weeks[-1] + timedelta(days=6)
    assert [b - a for a, b in pairwise(weeks)] == ([timedelta(weeks=1)] * (len(weeks) - 1))
