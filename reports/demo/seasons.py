"""The rhythm of a year: when feedback comes in, and when staff are there to work on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Self
from zoneinfo import ZoneInfo

import holidays

# Customer care is there when any store is open; both sides of the strait keep the same time.
CARE = ZoneInfo("Asia/Taipei")
OPENS, CLOSES = 9, 22
_DAYS, _LAST_DAYS = 365, 4
# Monday first: pictures are fetched at the weekend, and looked at.
_WEEK = (0.8, 0.8, 0.85, 0.9, 1.0, 1.45, 1.2)
_SWELL, _SWELL_DAYS = 1.2, 16
_FEASTS = ("Chinese New Year", "Mid-Autumn Festival", "Dragon Boat Festival")


@dataclass(frozen=True, slots=True)
class Year:
    """The days of the twelve months before a moment, and how much comes in on each."""

    days: Sequence[date]
    weights: Sequence[float]

    @classmethod
    def before(cls, until: datetime, *, told: float = 0.0) -> Self:
        """Weigh the days: growing over the year, by weekday, and more in the weeks before a feast.

        `told` is the share of all feedback that the last days bring already by other ways.
        """
        today = until.astimezone(CARE).date()
        days = [today - timedelta(days=ago) for ago in reversed(range(_DAYS))]
        feasts = _feasts(today)
        weights = [
            (0.8 + 0.4 * number / _DAYS) * _WEEK[day.weekday()] * _swell(day, feasts)
            for number, day in enumerate(days)
        ]
        share = sum(weights[-_LAST_DAYS:]) / sum(weights)
        left = max(1 - told / share, 0.1)
        weights[-_LAST_DAYS:] = [weight * left for weight in weights[-_LAST_DAYS:]]
        return cls(days=days, weights=weights)

    def moment(self, rng: Random, *, before: datetime) -> datetime:
        """Draw when something comes in: mostly by day, least of all at night."""
        while True:
            day = rng.choices(self.days, self.weights)[0]
            hour = min(max(rng.gauss(15, 3.4), 0.2), 23.8)
            moment = datetime.combine(
                day, time(int(hour), rng.randrange(60), rng.randrange(60)), CARE
            )
            if moment < before:
                return moment


def is_open(moment: datetime) -> bool:
    """Whether stores are open: nobody stands at a counter at night."""
    return 10 <= moment.astimezone(CARE).hour < 21


def at_work(rng: Random, moment: datetime) -> datetime:
    """Give the moment at which staff do what came up then: at once, or when they are back."""
    local = moment.astimezone(CARE)
    if OPENS <= local.hour < CLOSES:
        return moment
    day = local.date() + timedelta(days=local.hour >= CLOSES)
    return datetime.combine(day, time(OPENS), CARE) + timedelta(minutes=rng.expovariate(1 / 15))


def _feasts(today: date) -> list[date]:
    """Days for which pictures are wanted in time; those near today are left out: the last days are plain."""
    years = range(today.year - 1, today.year + 1)
    known = holidays.country_holidays("TW", years=years, language="en_US")
    feasts = [day for name in _FEASTS for day in known.get_named(name, lookup="exact")]
    feasts += [day for year in years for day in (date(year, 12, 25), _mothers_day(year))]
    return [day for day in feasts if day < today - timedelta(days=_SWELL_DAYS)]


def _mothers_day(year: int) -> date:
    """The second Sunday in May."""
    first = date(year, 5, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7)


def _swell(day: date, feasts: Sequence[date]) -> float:
    ahead = [(feast - day).days for feast in feasts if 0 <= (feast - day).days < _SWELL_DAYS]
    return 1 + _SWELL * (1 - min(ahead) / _SWELL_DAYS) if ahead else 1.0
