"""Working time for promises of channels: on the edition of a calendar that is in force."""

from datetime import datetime, timedelta

from feedback_site.organisation.models import BusinessCalendar
from feedback_site.organisation.rules.attending import hours_of
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.working_hours import CalendarError, WorkingCalendar
from feedback_site.organisation.working_time import due_at, next_working_moment
from feedback_site.remembering import remember


def due_after(
    start: datetime, target: timedelta, *, calendar: BusinessCalendar | None, code: str = ""
) -> datetime:
    """Give the moment at which `target` of working time has passed since `start`.

    On `calendar`, else on the one called `code`, else round the clock. A calendar that cannot answer
    (never published, without hours) is no reason to promise nothing: it counts as round the clock.
    """
    if calendar is None and code:
        calendar = BusinessCalendar.objects.filter(code=code).first()
    try:
        due = due_at(_in_force(calendar), start, int(target.total_seconds()))
    except CalendarError:
        due = None
    return due or start + target


def opens_at(now: datetime, *, store_id: int | None, code: str = "") -> datetime | None:
    """Give the next moment at which a store is open, `now` where it is.

    Without a store the calendar called `code` counts. What the store is shut for, as is known now, is
    left out. None where no hours are known.
    """
    if not (store_id or code):
        return None
    calendar = remember(f"hours {store_id} {code}", lambda: _hours(store_id, code, now))
    try:
        return next_working_moment(calendar, now) if calendar is not None else None
    except CalendarError:
        return None


def _hours(store_id: int | None, code: str, now: datetime) -> WorkingCalendar | None:
    if store_id:
        return hours_of([store_id], now=now)[store_id]
    try:
        return _in_force(BusinessCalendar.objects.filter(code=code).first())
    except CalendarError:
        return None


def _in_force(calendar: BusinessCalendar | None) -> WorkingCalendar | None:
    edition = calendar.editions.last() if calendar else None
    if calendar is None or edition is None:
        return None
    return published(calendar.time_zone, edition.content)
