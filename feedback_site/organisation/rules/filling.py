"""Filling a calendar with the public holidays of a year, and telling which years are missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import (
    BusinessCalendar,
    CalendarEdition,
    CalendarException,
    User,
)
from feedback_site.organisation.public_holidays import COUNTRIES, public_year
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import remember

ASK_FROM_MONTH = 12  # from 1 December the next year must be there


@transaction.atomic
def fill_year(calendar_id: int, year: int, *, actor: User, now: datetime) -> int:
    """Add the public holidays of a year, and the days made up for them, to a calendar's draft; count them.

    A date on which somebody has entered anything stays as they entered it: staff know better.
    """
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    calendar = BusinessCalendar.objects.select_for_update().get(pk=calendar_id)
    rows = proposed(calendar, year)
    CalendarException.objects.bulk_create(rows)
    entry = Entry(
        verb="calendar.filled", subject=f"calendar:{calendar.pk}", actor=name_of(actor),
        body={"year": year, "days": [row.day.isoformat() for row in rows]},
    )  # fmt: skip
    record([entry], now=now)
    return len(rows)


def proposed(calendar: BusinessCalendar, year: int) -> list[CalendarException]:
    """The days that filling would add, unsaved. Raises ValueError for a country without known holidays."""
    known = public_year(calendar.holiday_country, year)
    taken = set(calendar.exceptions.filter(day__year=year).values_list("day", flat=True))
    kinds = CalendarException.Kind
    off = [
        CalendarException(calendar=calendar, day=day, kind=kinds.HOLIDAY, note=name[:120])
        for day, name in known.days.items()
        if day not in taken
    ]
    hours = _hours_of_a_weekday(calendar)
    worked = [
        CalendarException(calendar=calendar, day=day, kind=kinds.MAKEUP, intervals=hours)
        for day in known.made_up
        if day not in taken
    ]
    return [*off, *worked]


def missing_years(*, now: datetime) -> dict[int, list[int]]:
    """Give the years of which no edition in force knows every public holiday, by calendar.

    A holiday on which people work is known as well: as a day with hours of its own. Mainland China's years
    want a day that is made up for, too: there is none without.
    """
    today = timezone.localdate(now)
    needed = [today.year] + ([today.year + 1] if today.month >= ASK_FROM_MONTH else [])
    known = remember("days in calendars", _known_days)
    missing = {
        pk: [year for year in needed if not _is_known(country, year, days)]
        for pk, (country, days) in known.items()
    }
    return {pk: years for pk, years in missing.items() if years}


_Days = Mapping[date, frozenset[str]]


def _known_days() -> dict[int, tuple[str, _Days]]:
    latest = (
        CalendarEdition.objects.filter(calendar__holiday_country__in=COUNTRIES)
        .select_related("calendar")
        .order_by("calendar", "-version")
        .distinct("calendar")
    )
    return {
        one.calendar_id: (one.calendar.holiday_country, _days(one.content["days"]))
        for one in latest
    }


def _days(rows: Iterable[dict[str, str]]) -> _Days:
    found: defaultdict[date, set[str]] = defaultdict(set)
    for one in rows:
        found[date.fromisoformat(one["day"])].add(one["kind"])
    return {day: frozenset(kinds) for day, kinds in found.items()}


def _is_known(country: str, year: int, days: _Days) -> bool:
    public = public_year(country, year)
    made_up = any("makeup" in kinds for day, kinds in days.items() if day.year == year)
    return public.days.keys() <= days.keys() and (public.is_complete or made_up)


def _hours_of_a_weekday(calendar: BusinessCalendar) -> list[list[str]]:
    """A day made up for is worked like the first working day of the week in force."""
    week = calendar.hours.order_by("-valid_from").values_list("weekly", flat=True).first() or {}
    return next((week[day] for day in ("mon", "tue", "wed", "thu", "fri") if week.get(day)), [])
