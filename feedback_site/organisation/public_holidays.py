"""Public holidays by country and year, with the working days that make up for them, from a kept library."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

COUNTRIES = ("CN", "TW", "HK")
# Without the second category Hong Kong would have no Good Friday.
_CATEGORIES: Mapping[str, tuple[str, ...]] = {"HK": ("public", "optional")}
_LANGUAGES: Mapping[str, str] = {"CN": "zh_CN", "TW": "zh_TW", "HK": "zh_HK"}
_READERS: Mapping[str, str] = {"zh-hans": "zh_CN", "en": "en_US"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicYear:
    """The days off of a country in one year, by name, and the days that are worked instead."""

    days: Mapping[date, str]
    made_up: tuple[date, ...]
    # Mainland China announces its make-up days each autumn; until then a year has none, and is not complete.
    is_complete: bool


@lru_cache(maxsize=64)
def public_year(country: str, year: int) -> PublicYear:
    """Look a year up. Raises ValueError for a country that is not one of COUNTRIES."""
    if country not in COUNTRIES:
        raise ValueError(f"No public holidays are known for {country!r}.")
    known = holidays.country_holidays(
        country, years=year, language=_LANGUAGES[country],
        categories=_CATEGORIES.get(country, ("public",)),
    )  # fmt: skip
    days = {day: name for day, name in sorted(known.items()) if day.year == year}
    made_up = tuple(sorted(day for day in known.weekend_workdays if day.year == year))
    return PublicYear(days=days, made_up=made_up, is_complete=bool(made_up) or country != "CN")


def holiday_name(name: str, *, near: datetime, language: str) -> str:
    """Say a public holiday in the reader's language; a name that somebody gave a day stays as it is.

    `near`: the beginning of the day off, in whatever time zone.
    """
    for day in (near.date(), near.date() + timedelta(1), near.date() - timedelta(1)):
        for country in COUNTRIES:
            if name and public_year(country, day.year).days.get(day) == name:
                return _said_in(country, day.year, language).get(day, name)
    return name


@lru_cache(maxsize=192)
def _said_in(country: str, year: int, language: str) -> Mapping[date, str]:
    # Hong Kong has traditional characters of its own.
    traditional = "zh_HK" if country == "HK" else "zh_TW"
    return holidays.country_holidays(
        country, years=year, language=_READERS.get(language, traditional),
        categories=_CATEGORIES.get(country, ("public",)),
    )  # fmt: skip
