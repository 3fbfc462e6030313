"""Silence is told from chance: few false alarms, soon after a channel has died."""

import math
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.silence import (
    Usual,
    due_between,
    expected_between,
    hour_of_week,
    is_silent,
    patience,
    usual_of,
)

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # Monday noon in Taipei
HOUR = timedelta(hours=1)


def flat(rate, *, clump=1.0, level=1.0):
    return Usual(rates=(rate,) * 168, clump=clump, level=level, a_day=rate * 24, days=56)


def shop_rate(moment, a_day, zone=TAIPEI):
    """Open from ten to eight, closed on Sundays."""
    there = moment.astimezone(zone)
    return a_day / 10 if 10 <= there.hour < 20 and there.weekday() != 6 else 0.0


def poisson(rng, mean):
    if mean == 0:
        return 0
    n, product, limit = 0, rng.random(), math.exp(-mean)
    while product > limit:
        n += 1
        product *= rng.random()
    return n


def lived(rng, a_day, *, clump=1, days=56, until=NOW):
    counts = {}
    for back in range(days * 24, 0, -1):
        hour = until - HOUR * back
        counts[hour] = clump * poisson(rng, shop_rate(hour, a_day) / clump)
    return counts


def learn(counts, now=NOW):
    last_at = max((hour for hour, n in counts.items() if n), default=now) + HOUR / 2
    return usual_of(counts, now=now, last_at=last_at, zone=TAIPEI)


def test_too_short_or_too_thin_a_history_is_not_judged():
    rng = random.Random(1)
    assert learn({}) is None
    assert learn(lived(rng, 40, days=13)) is None
    assert learn({NOW - HOUR * 24 * 30: 19}) is None
    assert learn(lived(rng, 40, days=15)) is not None


def test_it_learns_when_the_shop_is_open():
    usual = learn(lived(random.Random(2), 40))
    sunday_noon, monday_noon, monday_night = 6 * 24 + 12, 12, 3

    assert usual.rates[monday_noon] == pytest.approx(4, rel=0.35)
    assert usual.rates[monday_night] == usual.rates[sunday_noon] == 0
    assert usual.a_day == pytest.approx(40 * 6 / 7, rel=0.05)
    assert usual.clump < 1.5
    assert usual.level == pytest.approx(1, abs=0.15)


def test_clumps_are_seen_and_make_it_wait_longer():
    even = learn(lived(random.Random(3), 40))
    clumped = learn(lived(random.Random(3), 40, clump=8))

    assert clumped.clump == pytest.approx(8, rel=0.4)
    assert due_to_alarm(clumped) > 3 * due_to_alarm(even)


def due_to_alarm(usual):
    return patience(usual, channels=1) * usual.clump


def test_a_channel_that_has_shrunk_is_measured_by_what_it_is_now():
    rng = random.Random(4)
    counts = lived(rng, 40)
    shrunk = {hour: n if hour < NOW - timedelta(days=16) else n // 3 for hour, n in counts.items()}

    assert learn(shrunk).level < 0.5


def test_a_night_and_a_sunday_are_no_silence():
    usual = learn(lived(random.Random(5), 40))
    saturday_evening = datetime(2026, 5, 2, 11, 50, tzinfo=UTC)
    monday_opening = datetime(2026, 5, 4, 2, 5, tzinfo=UTC)

    assert due_between(usual, saturday_evening, monday_opening, TAIPEI) < 1.5
    assert not is_silent(
        usual, last_at=saturday_evening, now=monday_opening, channels=10, zone=TAIPEI
    )


@pytest.mark.parametrize(("a_day", "hours"), [(400, 2), (100, 3), (40, 4), (10, 13)])
def test_a_dead_channel_is_noticed_within_opening_hours(a_day, hours):
    usual = learn(lived(random.Random(6), a_day))
    died_at = NOW - HOUR * 2  # as the shop opened

    found = next(
        after
        for after in range(1, 24 * 14)
        if is_silent(usual, last_at=died_at, now=died_at + HOUR * after, channels=10, zone=TAIPEI)
    )

    opened = sum(1 for n in range(found) if shop_rate(died_at + HOUR * n, 1) > 0)
    assert opened <= hours


@pytest.mark.parametrize(("a_day", "clump"), [(100, 1), (40, 1), (10, 1), (40, 5)])
def test_chance_alone_hardly_ever_alarms(a_day, clump):
    """Ten channels that live on for 90 days, learning as they go: about one false alarm is accepted."""
    alarms = sum(false_alarms(random.Random(seed), a_day, clump) for seed in range(10))

    assert alarms <= 4  # one is expected; five or more happen once in 270 times


def false_alarms(rng, a_day, clump):
    counts = lived(rng, a_day, clump=clump, until=NOW + timedelta(days=90), days=146)
    alarms, is_ringing, usual = 0, False, None
    last_at = NOW
    for at in range(90 * 24):
        hour = NOW + HOUR * at
        if at % (24 * 7) == 0:
            usual = usual_of(
                {h: n for h, n in counts.items() if h < hour}, now=hour, last_at=hour, zone=TAIPEI
            )
        silent = is_silent(usual, last_at=last_at, now=hour, channels=10, zone=TAIPEI)
        alarms += silent and not is_ringing
        is_ringing = silent
        if counts[hour]:
            last_at = hour + HOUR / 2
    return alarms


def test_an_hour_is_never_silence():
    usual = flat(10_000)
    assert not is_silent(
        usual, last_at=NOW - timedelta(minutes=59), now=NOW, channels=1, zone=TAIPEI
    )
    assert is_silent(usual, last_at=NOW - HOUR, now=NOW, channels=1, zone=TAIPEI)


def test_the_interval_holds_nineteen_of_twenty():
    rng = random.Random(7)
    expected = expected_between(flat(2.0), NOW, NOW + HOUR * 10, TAIPEI)
    drawn = [poisson(rng, 20) for _ in range(2000)]

    inside = sum(expected.low <= n <= expected.high for n in drawn) / len(drawn)
    assert expected.items == pytest.approx(20)
    assert 0.93 <= inside <= 0.98


@given(st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_what_is_due_adds_up(a, b, c):
    first, middle, last = (NOW + timedelta(minutes=n) for n in sorted((a, b, c)))
    usual = Usual(rates=tuple(range(168)), clump=1, level=1, a_day=1, days=56)

    parts = due_between(usual, first, middle, TAIPEI) + due_between(usual, middle, last, TAIPEI)

    assert due_between(usual, first, last, TAIPEI) == pytest.approx(parts)


def test_nothing_is_due_backwards():
    assert due_between(flat(5), NOW, NOW - HOUR, TAIPEI) == 0


def test_the_week_begins_on_monday_where_the_shop_is():
    assert hour_of_week(datetime(2026, 5, 3, 16, tzinfo=UTC), TAIPEI) == 0
    assert hour_of_week(datetime(2026, 5, 3, 15, tzinfo=UTC), TAIPEI) == 167
