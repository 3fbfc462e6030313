"""Recalculating: carry a change of the rules of time through to the cases that run on them."""

from datetime import datetime

from cases.kinds import EventKind
from cases.models import ClockCycle
from cases.rules.changing import changing
from feedback_site.organisation.models import BusinessCalendar
from feedback_site.remembering import forget


def changed_calendar(calendar: BusinessCalendar, *, now: datetime) -> int:
    """Carry an edit of a calendar through to every unfinished case that runs on it, and count them."""
    forget()
    codes = [calendar.code, *(f"store:{pk}" for pk in calendar.stores.values_list("pk", flat=True))]
    running = ClockCycle.objects.running().filter(calendar__in=codes)
    case_ids = list(running.values_list("case_id", flat=True).distinct())
    for case_id in case_ids:
        with changing(case_id, actor=None, now=now) as change:
            change.happened(EventKind.CALENDAR_CHANGED, facts={"calendar": calendar.code})
    return len(case_ids)
