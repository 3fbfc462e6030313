"""Publishing a calendar: its hours and exceptions become an edition that clocks run on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import BusinessCalendar, CalendarEdition, User
from feedback_site.organisation.working_hours import (
    CalendarDay,
    DayKind,
    WeeklyHours,
    WorkingCalendar,
    hours,
)


@transaction.atomic
def publish_calendar(calendar_id: int, *, actor: User | None, now: datetime) -> CalendarEdition:
    """Make the calendar as it is now the next edition, in force from `now`.

    Raises CalendarError where its hours cannot be read; open time limits are recomputed by the caller.
    """
    calendar = BusinessCalendar.objects.select_for_update().get(pk=calendar_id)
    content = draft(calendar)
    published(calendar.time_zone, content)
    calendar.version += 1
    calendar.save(update_fields=["version"])
    edition = CalendarEdition.objects.create(
        calendar=calendar,
        version=calendar.version,
        since=None if calendar.version == 1 else now,
        content=content,
    )
    entry = Entry(
        verb="calendar.published",
        subject=f"calendar:{calendar.pk}",
        actor=name_of(actor),
        body={"version": calendar.version, "content": content},
    )
    record([entry], now=now)
    return edition


def draft(calendar: BusinessCalendar) -> dict[str, Any]:
    """Read the calendar's hours and exceptions as an edition keeps them."""
    return {
        "weekly": [
            {"valid_from": one.valid_from.isoformat(), "week": one.weekly}
            for one in calendar.hours.all()
        ],
        "days": [
            {
                "day": one.day.isoformat(),
                "kind": one.kind,
                "intervals": one.intervals,
                "note": one.note,
            }
            for one in calendar.exceptions.all()
        ],
    }


def published(time_zone: str, content: Mapping[str, Any]) -> WorkingCalendar:
    """Give an edition as the arithmetic takes it. Raises CalendarError where it cannot be read."""
    weeks = [
        WeeklyHours.of(one["week"], date.fromisoformat(one["valid_from"]))
        for one in content["weekly"]
    ]
    return WorkingCalendar(
        tz=time_zone,
        # Without hours every limit on it becomes a configuration error that names it.
        weekly=tuple(weeks or [WeeklyHours.of({})]),
        exceptions=tuple(
            CalendarDay(
                date.fromisoformat(one["day"]),
                DayKind(one["kind"]),
                hours(one["intervals"]),
                one["note"],
            )
            for one in content["days"]
        ),
    )
