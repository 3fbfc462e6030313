"""Slots lie within the hours of the offer and those of the store, by the clock on its wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.slot_times import slots_between
from feedback_site.organisation.working_hours import (
    CalendarDay,
    DayKind,
    WeeklyHours,
    WorkingCalendar,
    hours,
)

SHOP = {
    day: [["10:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
ROUND = {day: [["00:00", "24:00"]] for day in ("sat", "sun")}
# A Monday.
MONDAY = date(2026, 5, 4)


def slots(day, week, *, minutes=60, zone="Asia/Taipei", shop=SHOP, days=(), first=None):
    calendar = WorkingCalendar(zone, (WeeklyHours.of(shop),), tuple(days))
    first = first or datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    found = slots_between(calendar, WeeklyHours.of(week), minutes, first=first, last=day)
    local = [one.starts_at.astimezone(ZoneInfo(zone)) for one in found]
    return [f"{at:%H:%M}" for at in local if at.date() == day]


@pytest.mark.parametrize(
    ("week", "minutes", "found"),
    [
        # Within the offer's hours, and not over the break of the store.
        ({"mon": [["11:30", "15:30"]]}, 60, ["11:30", "14:30"]),
        ({"mon": [["09:00", "12:00"]]}, 45, ["10:30", "11:15"]),
        # No hours of its own: each window of the store from its own beginning.
        ({}, 90, ["10:00", "11:30", "14:00", "15:30"]),
        ({"tue": [["10:00", "12:00"]]}, 60, []),
        ({"mon": [["10:00", "10:30"]]}, 60, []),
    ],
)
def test_of_a_monday(week, minutes, found):
    assert slots(MONDAY, week, minutes=minutes) == found


def test_what_differs_from_the_week_follows_the_calendar():
    saturday, tuesday = date(2026, 5, 9), date(2026, 5, 5)
    days = (
        CalendarDay(tuesday, DayKind.HOLIDAY),
        CalendarDay(saturday, DayKind.MAKEUP, hours([["10:00", "18:00"]])),
        CalendarDay(MONDAY, DayKind.CLOSURE, hours([["15:00", "18:00"]])),
    )
    week = {day: [["14:00", "17:00"]] for day in ("mon", "tue", "fri")}

    assert slots(tuesday, week, days=days) == []
    # It is worked instead of another day: the first day of the offer stands in.
    assert slots(saturday, week, days=days) == ["14:00", "15:00", "16:00"]
    assert slots(MONDAY, week, days=days) == ["15:00", "16:00"]


def test_clocks_that_are_set_skip_a_time_and_show_another_once():
    week = {"sun": [["01:00", "05:00"]]}
    spring = slots(date(2026, 3, 29), week, minutes=30, zone="Europe/Berlin", shop=ROUND)
    autumn = slots(date(2026, 10, 25), week, minutes=30, zone="Europe/Berlin", shop=ROUND)

    rest = ["03:00", "03:30", "04:00", "04:30"]
    assert spring == ["01:00", "01:30", *rest]
    assert autumn == ["01:00", "01:30", "02:00", "02:30", *rest]


def test_nothing_begins_before_the_first_moment():
    first = datetime(2026, 5, 4, 3, 1, tzinfo=UTC)  # 11:01 there

    assert slots(MONDAY, {"mon": [["10:00", "13:00"]]}, first=first) == ["12:00"]
