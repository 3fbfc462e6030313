"""The golden vectors, and what working time does on odd days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedback_site.organisation.working_hours import (
    CalendarDay,
    CalendarError,
    DayKind,
    WeeklyHours,
    WorkingCalendar,
    hours,
)
from feedback_site.organisation.working_time import (
    Span,
    due_at,
)

HOUR, MINUTE = 3600, 60
OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]
WORKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)
SPRING_FESTIVAL = (
    *(CalendarDay(date(2025, 1, 28) + timedelta(n), DayKind.HOLIDAY) for n in range(8)),
    CalendarDay(date(2025, 1, 26), DayKind.MAKEUP, hours(OFFICE)),
    CalendarDay(date(2025, 2, 8), DayKind.MAKEUP, hours(OFFICE)),
)
A = WorkingCalendar("Asia/Shanghai", (WeeklyHours.of(WORKDAYS),), SPRING_FESTIVAL)
ALL_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def at(text, tz="Asia/Shanghai"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)


def span(start, end, tz="Asia/Shanghai"):
    return Span(at(start, tz), None if end is None else at(end, tz))


def every_day(*pairs, tz="Asia/Shanghai", exceptions=()):
    return WorkingCalendar(
        tz, (WeeklyHours.of(dict.fromkeys(ALL_DAY, pairs)),), tuple(exceptions)
    )


@pytest.mark.parametrize(
    ("start", "target", "pauses", "due"),
    [
        ("2025-03-04T11:30", 2 * HOUR, [], "2025-03-04T15:00"),
        ("2025-01-25T15:00", 4 * HOUR, [], "2025-01-26T14:30"),
        ("2025-01-27T17:00", 4 * HOUR, [], "2025-02-05T12:00"),
        ("2025-01-27T17:00", 4 * HOUR + MINUTE, [], "2025-02-05T13:31"),
        (
            "2025-03-04T09:00",
            4 * HOUR,
            [("2025-03-04T10:00", "2025-03-04T16:00")],
            "2025-03-05T10:00",
        ),
        (
            "2025-03-04T09:00",
            4 * HOUR,
            [("2025-03-04T10:00", "2025-03-04T11:30"), ("2025-03-04T11:00", "2025-03-04T14:00")],
            "2025-03-04T17:00",
        ),
        (
            "2025-03-04T17:00",
            2 * HOUR,
            [("2025-03-04T19:00", "2025-03-05T08:00")],
            "2025-03-05T10:00",
        ),
    ],
)
def test_golden_vectors_of_calendar_a(start, target, pauses, due):
    assert due_at(A, at(start), target, [span(*pause) for pause in pauses]) == at(due)


def test_golden_vector_new_york_round_the_clock_over_the_gap():
    start = datetime.fromisoformat("2026-03-08T01:30:00-05:00")
    due = datetime.fromisoformat("2026-03-08T03:30:00-04:00")

    assert due_at(every_day(["00:00", "24:00"], tz="America/New_York"), start, HOUR) == due
    assert due_at(None, start, HOUR) == due


def test_golden_vector_berlin_night_shift_over_the_gap():
    nightly = every_day(["22:00", "06:00"], tz="Europe/Berlin")

    due = due_at(nightly, at("2026-03-28T23:00", "Europe/Berlin"), 6 * HOUR)

    assert due == datetime.fromisoformat("2026-03-29T06:00:00+02:00")


@pytest.mark.parametrize("target", [0, 1, HOUR, 10**9])
def test_golden_vector_a_calendar_without_hours_is_a_configuration_error(target):
    shut = WorkingCalendar("Asia/Shanghai", (WeeklyHours.of({}),))

    with pytest.raises(CalendarError, match="no hours"):
        due_at(shut, at("2025-03-04T09:00"), target)
