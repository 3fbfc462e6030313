"""Filling a calendar with the public holidays of a year, and telling which years are missing."""

from collections.abc import Iterable
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
    """Give the years that no edition in force knows a public holiday of, by calendar."""
    today = timezone.localdate(now)
    needed = [today.year] + ([today.year + 1] if today.month >= ASK_FROM_MONTH else [])
    known = remember("years of holidays", _known_years)
    missing = {pk: [year for year in needed if year not in years] for pk, years in known.items()}
    return {pk: years for pk, years in missing.items() if years}


def _known_years() -> dict[int, frozenset[int]]:
    latest = (
        CalendarEdition.objects.filter(calendar__holiday_country__in=COUNTRIES)
        .order_by("calendar", "-version")
        .distinct("calendar")
    )
    return {one.calendar_id: _years(one.content["days"]) for one in latest}


def _years(days: Iterable[dict[str, str]]) -> frozenset[int]:
    return frozenset(
        date.fromisoformat(one["day"]).year for one in days if one["kind"] == "holiday"
    )


def _hours_of_a_weekday(calendar: BusinessCalendar) -> list[list[str]]:
    """A day made up for is worked like the first working day of the week in force."""
    week = calendar.hours.order_by("-valid_from").values_list("weekly", flat=True).first() or {}
    return next((week[day] for day in ("mon", "tue", "wed", "thu", "fri") if week.get(day)), [])
