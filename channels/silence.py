"""How many items a channel usually brings, and when its silence is too long to be chance.

A channel is compared with its own last eight weeks, hour of the week by hour of the week. Items come in
clumps, so all is reckoned in clumps: a Poisson process of rate λ/D, where D is the dispersion that its
own hours and days showed (quasi-likelihood; McCullagh and Nelder, Generalized Linear Models, 9.2). The
chance of nothing while Λ clumps were due is exp(-Λ). Among N gaps, one that long is expected N·exp(-Λ)
times; the alarm waits until that is below one for QUIET_DAYS over all watched channels together.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HISTORY = timedelta(weeks=8)
# A channel is judged when it is known for so long, and by so many items.
LEAST_DAYS = 14
LEAST_ITEMS = 20
# One false alarm of silence in so many days is accepted, over all channels together.
QUIET_DAYS = 90
# Nothing shorter than this is called silence, and never a gap that one in e^3 = 20 would have.
LEAST_SILENCE = timedelta(hours=1)
_LEAST_DUE = 3.0
# How much an hour of the week leans on its day and its time of day: as much as two weeks of its own.
_LEANS = 2.0
_RECENT = timedelta(days=14)
# A channel is not taken to have shrunk below this part of what it was.
_LEAST_LEVEL = 0.25
_HOUR = timedelta(hours=1)
_WEEK_HOURS = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a channel usually brings.

    `rates` are items an hour for each hour of the week from Monday 0:00 local time; `clump` is the
    dispersion D, at least 1; `level` what the last two weeks were of the eight, at most 1;
    `a_day` items a day; `days` how many days were looked at.
    """

    rates: tuple[float, ...]
    clump: float
    level: float
    a_day: float
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How many items were to come in some time, and between which numbers nineteen of twenty times."""

    items: float
    low: int
    high: int


def usual_of(
    counts: Mapping[datetime, int], *, now: datetime, last_at: datetime, zone: ZoneInfo
) -> Usual | None:
    """Learn from items by full hour (UTC); None where the history is too short to judge by.

    `last_at` is when the last item came: the silence since then is not part of the recent level.
    """
    end = now.replace(minute=0, second=0, microsecond=0)
    seen = {hour: n for hour, n in counts.items() if end - HISTORY <= hour < end and n}
    if not seen:
        return None
    hours = round((end - min(seen)) / _HOUR)
    if hours < LEAST_DAYS * 24 or sum(seen.values()) < LEAST_ITEMS:
        return None
    slots = [
        (hour_of_week(end - _HOUR * back, zone), seen.get(end - _HOUR * back, 0))
        for back in range(hours, 0, -1)
    ]
    rates = _rates(slots)
    return Usual(
        rates=rates, clump=_clump(slots, rates), level=_level(seen, rates, last_at, zone, hours),
        a_day=sum(seen.values()) / (hours / 24), days=hours / 24,
    )  # fmt: skip


def hour_of_week(moment: datetime, zone: ZoneInfo) -> int:
    """Give the hour since Monday 0:00 at that place, 0 to 167."""
    there = moment.astimezone(zone)
    return there.weekday() * 24 + there.hour


def due_between(usual: Usual, since: datetime, until: datetime, zone: ZoneInfo) -> float:
    """Give how many items usually come between two moments; whole weeks are counted at once."""
    if until <= since:
        return 0.0
    weeks, rest = divmod(until - since, timedelta(weeks=1))
    total = weeks * sum(usual.rates)
    at = until - rest
    while at < until:
        step = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, until)
        total += usual.rates[hour_of_week(at, zone)] * ((step - at) / _HOUR)
        at = step
    return total


def expected_between(usual: Usual, since: datetime, until: datetime, zone: ZoneInfo) -> Expected:
    """Give what is usual between two moments, with the interval of Anscombe's root (1948), in clumps."""
    items = due_between(usual, since, until, zone)
    root = math.sqrt(items / usual.clump)
    return Expected(
        items=items,
        low=math.ceil(usual.clump * max(0.0, root - 0.98) ** 2 * usual.level),
        high=math.ceil(usual.clump * (root + 0.98) ** 2),
    )


def patience(usual: Usual, *, channels: int) -> float:
    """Give how many clumps must have been due before nothing at all is an alarm."""
    gaps = usual.a_day * usual.level / usual.clump * QUIET_DAYS * max(channels, 1)
    return max(_LEAST_DUE, math.log(max(gaps, 1.0)))


def is_silent(
    usual: Usual, *, last_at: datetime, now: datetime, channels: int, zone: ZoneInfo
) -> bool:
    """Whether nothing since `last_at` is more than chance."""
    if now - last_at < LEAST_SILENCE:
        return False
    due = due_between(usual, last_at, now, zone) * usual.level / usual.clump
    return due > patience(usual, channels=channels)


def _rates(slots: list[tuple[int, int]]) -> tuple[float, ...]:
    """Average each hour of the week, leaning on day times time of day where it was seen seldom."""
    items, times = [0.0] * _WEEK_HOURS, [0] * _WEEK_HOURS
    for slot, n in slots:
        items[slot] += n
        times[slot] += 1
    mean = [n / t if t else 0.0 for n, t in zip(items, times, strict=True)]
    whole = sum(mean) or 1.0
    by_day = [sum(mean[day * 24 : day * 24 + 24]) for day in range(7)]
    by_time = [sum(mean[time::24]) for time in range(24)]
    return tuple(
        (items[slot] + _LEANS * by_day[slot // 24] * by_time[slot % 24] / whole)
        / (times[slot] + _LEANS)
        for slot in range(_WEEK_HOURS)
    )


def _clump(slots: list[tuple[int, int]], rates: tuple[float, ...]) -> float:
    """Give Pearson's dispersion of hours or of days, whichever is larger, and 1 at least."""
    by_hour = [(float(n), rates[slot]) for slot, n in slots]
    by_day = [
        (sum(n for n, _rate in day), sum(rate for _n, rate in day))
        for day in (by_hour[at : at + 24] for at in range(len(by_hour) % 24, len(by_hour), 24))
    ]
    weeks = max(len(slots) / _WEEK_HOURS, 2.0)
    return max(1.0, *(_dispersion(part) * weeks / (weeks - 1) for part in (by_hour, by_day)))


def _dispersion(pairs: list[tuple[float, float]]) -> float:
    due = sum(rate for _n, rate in pairs)
    return sum((n - rate) ** 2 for n, rate in pairs) / due if due else 1.0


def _level(
    seen: Mapping[datetime, int], rates: tuple[float, ...], last_at: datetime, zone: ZoneInfo,
    hours: int,
) -> float:  # fmt: skip
    if hours <= 2 * LEAST_DAYS * 24:
        return 1.0
    end = last_at.replace(minute=0, second=0, microsecond=0)
    since = end - _RECENT
    came = sum(n for hour, n in seen.items() if since <= hour < end)
    due = 2 * sum(rates)
    return min(1.0, max(_LEAST_LEVEL, came / due)) if due else 1.0
