"""Stores that are open and offer slots."""

from datetime import UTC, datetime

from cases.models import SlotOffer
from feedback_site.organisation.models import BusinessCalendar, CalendarEdition
from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, posted

# A Tuesday, 11:00 in Taipei.
TUESDAY = datetime(2026, 5, 5, 3, tzinfo=UTC)
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def open_store(code="zs", *, zone="Asia/Taipei", hours=("10:00", "20:00"), days=(), **more):
    """A store that is open from Monday to Friday; `days` differ, as a calendar keeps them."""
    calendar = BusinessCalendar.objects.create(code=f"hours-{code}", time_zone=zone, version=1)
    week = {day: [list(hours)] for day in WORKDAYS}
    content = {"weekly": [{"valid_from": "2000-01-01", "week": week}], "days": list(days)}
    CalendarEdition.objects.create(calendar=calendar, version=1, content=content)
    return StoreFactory(code=code, calendar=calendar, **more)


def offer_at(store, purpose="repair", *, now=TUESDAY, **terms):
    """What a store offers: from two to four in the afternoon, an hour each, one at a time."""
    values = {
        "weekly": {day: [["14:00", "16:00"]] for day in WORKDAYS}, "minutes": 60, "places": 1,
        "notice_minutes": 120, "days_ahead": 14, **terms,
    }  # fmt: skip
    return SlotOffer.objects.create(
        store=store, purpose=purpose, changed_at=now, changed_by=posted(Role.SUPERVISOR, store=store),
        **values,
    )  # fmt: skip
