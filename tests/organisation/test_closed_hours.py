"""A span cut out of a calendar, and the editions that a store has by that."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback_site.organisation.closed_hours import closed
from feedback_site.organisation.models import StoreClosure
from feedback_site.organisation.rules.store_hours import Edition, editions_of_store
from feedback_site.organisation.working_hours import WeeklyHours, WorkingCalendar
from feedback_site.organisation.working_time import Span, windows

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHOP = WorkingCalendar(
    "Asia/Taipei", (WeeklyHours.of({day: [["10:00", "13:00"], ["14:00", "21:00"]] for day in EVERY_DAY}),)
)  # fmt: skip
NIGHT = WorkingCalendar(
    "Asia/Taipei", (WeeklyHours.of({day: [["22:00", "06:00"]] for day in EVERY_DAY}),)
)
MONDAY = datetime(2026, 5, 3, 16, 0, tzinfo=UTC)  # midnight in Taipei


def at(hours):
    return MONDAY + timedelta(hours=hours)


def open_hours(calendar, first, last):
    spans = windows(calendar, at(first), at(last))
    return [
        tuple((moment - MONDAY).total_seconds() / 3600 for moment in (one.start, one.end))
        for one in spans
    ]


@pytest.mark.parametrize(
    ("calendar", "begins", "ends", "left"),
    [
        (SHOP, 0, 24, []),
        (SHOP, 12, 24, [(10, 12)]),
        (SHOP, 11, 15, [(10, 11), (15, 21)]),
        (SHOP, 13, 14, [(10, 13), (14, 21)]),
        (NIGHT, 0, 24, []),
        (NIGHT, 2, 4, [(0, 2), (4, 6), (22, 24)]),
        (NIGHT, 23, 26, [(0, 6), (22, 23)]),
    ],
)
def test_what_is_left_of_a_day(calendar, begins, ends, left):
    assert open_hours(closed(calendar, at(begins), at(ends), "flood"), 0, 24) == left


def test_other_days_stay_and_the_day_carries_the_reason():
    shut = closed(SHOP, at(0), at(24), "flood")

    assert shut.exception_on(date(2026, 5, 4)).name == "flood"
    assert windows(shut, at(24), at(48)) == (Span(at(34), at(37)), Span(at(38), at(45)))


def closure(recorded, *, lifted=None):
    return StoreClosure(
        begins_at=at(0), ends_at=at(24), reason="flood", recorded_at=at(recorded),
        lifted_at=None if lifted is None else at(lifted),
    )  # fmt: skip


def test_each_closing_and_opening_is_an_edition_and_numbers_rise():
    books = [
        Edition(version=1, calendar=SHOP, since=None),
        Edition(version=2, calendar=NIGHT, since=at(100)),
    ]

    found = editions_of_store(books, [closure(11, lifted=15)])

    assert [(one.version, one.since) for one in found] == [
        (1, None), (2, at(100)), (1001, at(11)), (2001, at(15)), (2002, at(100)),
    ]  # fmt: skip
    by_version = {one.version: one.calendar for one in found}
    assert open_hours(by_version[1001], 0, 24) == []
    assert open_hours(by_version[2001], 0, 24) == [(15, 21)]


def test_a_store_never_shut_keeps_the_editions_of_its_calendar():
    books = [Edition(version=1, calendar=SHOP, since=None)]

    assert editions_of_store(books, []) == tuple(books)
