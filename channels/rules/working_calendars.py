"""Working time for promises of channels: on the edition of a calendar that is in force."""

from datetime import datetime, timedelta

from feedback_site.organisation.models import BusinessCalendar
from feedback_site.organisation.rules.publishing import published
from feedback_site.organisation.working_hours import CalendarError, WorkingCalendar
from feedback_site.organisation.working_time import due_at


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


def _in_force(calendar: BusinessCalendar | None) -> WorkingCalendar | None:
    edition = calendar.editions.last() if calendar else None
    if calendar is None or edition is None:
        return None
    return published(calendar.time_zone, edition.content)
