"""Stars and moments as people and sites write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.reviews import UnclearMoment, UnclearStars, moment_of, stars_of, wants_case

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("4", 4), ("4.5", 4.5), ("4,5", 4.5), (" 3 ", 3), ("0", 0.5), ("0.2", 0.5), ("4.7", 4.5),
        ("4.75", 5), ("8/10", 4), ("9 / 10", 4.5), ("80%", 4), ("100％", 5), ("3 of 5", 3),
        ("4 out of 5", 4), ("★★★☆☆", 3), ("⭐⭐⭐⭐", 4), ("★★½", 2.5), ("☆☆☆☆☆", 0.5), ("四星", 4),
        ("三顆星", 3), ("5星", 5), ("2 stars", 2), ("Five stars", 5), ("4分", 4), ("5.0", 5),
    ],
)  # fmt: skip
def test_stars_on_one_scale(text, stars):
    assert stars_of(text) == Decimal(str(stars))


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "N/A"])
def test_no_stars_are_none(text):
    assert stars_of(text) is None


@pytest.mark.parametrize(
    "text", ["6", "-1", "good", "11/10", "5/0", "1e1", "nan", "120%", "★★★★★★", "١٢", "4.5.1"]
)
def test_what_is_no_rating_is_refused(text):
    with pytest.raises(UnclearStars):
        stars_of(text)


@given(st.text(max_size=30))
def test_any_text_gives_half_steps_or_is_refused(text):
    try:
        stars = stars_of(text)
    except UnclearStars:
        return
    assert stars is None or (Decimal("0.5") <= stars <= 5 and stars % Decimal("0.5") == 0)


LOCAL = datetime(2026, 5, 3, 14, 20, tzinfo=TAIPEI)
DAY = datetime(2026, 5, 3, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-03T14:20", LOCAL), ("2026-05-03 14:20:00", LOCAL), ("2026/5/3 14:20", LOCAL),
        ("2026年5月3日 下午2:20", LOCAL), ("2026/05/03 02:20 PM", LOCAL), ("2026.5.3", DAY),
        ("2026-05-03", DAY), ("2026-05-03T06:20:00Z", LOCAL), ("2026-05-03T14:20:00+08:00", LOCAL),
        ("2026/5/3 06:20 UTC", LOCAL), ("13/4/2026", datetime(2026, 4, 13, tzinfo=TAIPEI)),
        ("4/13/2026", datetime(2026, 4, 13, tzinfo=TAIPEI)),
        ("5.5.2026", datetime(2026, 5, 5, tzinfo=TAIPEI)), ("1777789200", LOCAL),
        ("1777789200000", LOCAL), ("Sun, 03 May 2026 06:20:00 GMT", LOCAL),
        ("03 May 2026 14:20:00 +0800", LOCAL), ("2026-05-03 12:05 am", DAY + timedelta(minutes=5)),
    ],
)  # fmt: skip
def test_moments(text, moment):
    assert moment_of(text, TAIPEI, now=NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        "3/4/2026", "03-04-2026", "yesterday", "2026-13-01", "2026-02-30", "1999-01-01", "2026-05-03 25:00",
        "2027-01-01", "5/6/26", "12345", "2026/5/3 noon", "9" * 40,
    ],
)  # fmt: skip
def test_what_may_be_two_days_or_none_is_refused(text):
    with pytest.raises(UnclearMoment):
        moment_of(text, TAIPEI, now=NOW)


def test_a_clock_that_runs_ahead_is_taken_as_now():
    assert moment_of("2026-05-20T10:00", TAIPEI, now=NOW) == NOW


@given(st.text(max_size=40))
def test_any_text_gives_a_past_moment_or_is_refused(text):
    try:
        moment = moment_of(text, TAIPEI, now=NOW)
    except UnclearMoment:
        return
    assert moment is None or moment <= NOW


@pytest.mark.parametrize(
    ("stars", "age", "is_answered", "expected"),
    [
        ("3", 1, False, True), ("3.5", 1, False, False), ("1", 31, False, False),
        ("1", 29, False, True), (None, 1, False, True), ("1", None, False, True),
        ("1", 1, True, False),
    ],
)  # fmt: skip
def test_praise_old_and_answered_reviews_open_no_case(stars, age, is_answered, expected):
    assert expected is wants_case(
        None if stars is None else Decimal(stars),
        posted_at=None if age is None else NOW - timedelta(days=age),
        received_at=NOW, most_stars=Decimal(3), within_days=30, is_answered=is_answered,
    )  # fmt: skip
