"""The golden vectors, and what working time does on odd days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from feedback_site.organisation.working_hours import (
    CalendarDay,
    CalendarError,
    DayKind,
    Interval,
    WeeklyHours,
    WorkingCalendar,
    hours,
)
from feedback_site.organisation.working_time import (
    Span,
    due_at,
    moment_before,
    next_working_moment,
    windows,
    working_seconds,
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
    return WorkingCalendar(tz, (WeeklyHours.of(dict.fromkeys(ALL_DAY, pairs)),), tuple(exceptions))


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


# ------------------------------------------------------------------------- starts, ends and windows


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2025-03-04T10:00", "2025-03-04T11:00"),
        ("2025-03-04T07:00", "2025-03-04T10:00"),
        ("2025-03-04T20:00", "2025-03-05T10:00"),
        ("2025-03-04T09:00", "2025-03-04T10:00"),
        ("2025-03-04T18:00", "2025-03-05T10:00"),
        ("2025-03-04T12:00", "2025-03-04T14:30"),
    ],
)
def test_01_start_inside_before_after_at_open_at_close(start, due):
    assert due_at(A, at(start), HOUR) == at(due)


def test_02_due_exactly_at_a_closing_instant_stays_there():
    assert due_at(A, at("2025-03-04T09:00"), 3 * HOUR) == at("2025-03-04T12:00")
    assert due_at(A, at("2025-03-04T09:00"), 3 * HOUR + 1) == at("2025-03-04T13:30:01")


def test_03_several_windows_a_day():
    shop = every_day(["13:00", "14:00"], ["07:00", "08:00"], ["10:00", "10:30"])

    assert due_at(shop, at("2025-03-04T06:00"), 2 * HOUR) == at("2025-03-04T13:30")


def test_04_window_to_24_00_touches_the_next_day():
    shop = every_day(["20:00", "24:00"])

    assert due_at(shop, at("2025-03-04T23:00"), HOUR) == at("2025-03-05T00:00")
    assert due_at(shop, at("2025-03-04T23:00"), HOUR + 1) == at("2025-03-05T20:00:01")


def test_04_window_across_midnight_belongs_to_its_opening_date():
    week = WeeklyHours.of({"fri": [["22:00", "06:00"]]})
    closed_saturday = WorkingCalendar(
        "Asia/Shanghai", (week,), (CalendarDay(date(2025, 3, 8), DayKind.HOLIDAY),)
    )
    closed_friday = WorkingCalendar(
        "Asia/Shanghai", (week,), (CalendarDay(date(2025, 3, 7), DayKind.HOLIDAY),)
    )

    assert due_at(closed_saturday, at("2025-03-07T23:00"), 3 * HOUR) == at("2025-03-08T02:00")
    assert due_at(closed_friday, at("2025-03-07T23:00"), 3 * HOUR) == at("2025-03-15T01:00")


def test_04_windows_of_two_dates_that_overlap_count_once():
    shop = every_day(["22:00", "09:00"], ["08:00", "10:00"])

    worked = working_seconds(shop, at("2025-03-05T00:00"), at("2025-03-06T00:00"))

    assert worked == 12 * HOUR
    assert windows(shop, at("2025-03-05T00:00"), at("2025-03-06T00:00")) == (
        span("2025-03-05T00:00", "2025-03-05T10:00"),
        span("2025-03-05T22:00", "2025-03-06T00:00"),
    )


@pytest.mark.parametrize(
    ("tz", "day", "length"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Asia/Shanghai", "2026-03-29", 24),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_05_days_that_are_longer_or_shorter(tz, day, length):
    around = every_day(["00:00", "24:00"], tz=tz)
    only = WorkingCalendar(
        tz,
        (WeeklyHours.of({}),),
        (CalendarDay(date.fromisoformat(day), DayKind.SPECIAL, hours([["00:00", "24:00"]])),),
    )
    noon = datetime.fromisoformat(day + "T12:00").replace(tzinfo=UTC)

    assert working_seconds(only, noon - timedelta(3), noon + timedelta(3)) == length * HOUR
    assert working_seconds(around, noon - timedelta(3), noon + timedelta(3)) == 6 * 24 * HOUR


@pytest.mark.parametrize(
    ("pair", "day", "opens", "closes"),
    [
        # 02:00–03:00 does not exist on 29 March, and happens twice on 25 October
        (("02:30", "05:00"), "2026-03-29", "03:00+02:00", "05:00+02:00"),
        (("01:00", "02:30"), "2026-03-29", "01:00+01:00", "03:00+02:00"),
        (("02:00", "06:00"), "2026-10-25", "02:00+02:00", "06:00+01:00"),
        (("01:00", "02:30"), "2026-10-25", "01:00+02:00", "02:30+01:00"),
        (("02:15", "02:30"), "2026-10-25", "02:15+02:00", "02:30+01:00"),
        (("01:00", "03:00"), "2026-10-25", "01:00+02:00", "03:00+01:00"),
    ],
)
def test_06_window_over_the_gap_or_the_overlap(pair, day, opens, closes):
    shop = every_day(pair, tz="Europe/Berlin")
    begin = at(day + "T00:00", "Europe/Berlin")

    assert windows(shop, begin, begin + timedelta(hours=20)) == (
        Span(
            datetime.fromisoformat(f"{day}T{opens}").astimezone(UTC),
            datetime.fromisoformat(f"{day}T{closes}").astimezone(UTC),
        ),
    )


def test_06_a_window_that_lies_in_the_gap_does_not_open():
    shop = every_day(["02:10", "02:50"], tz="Europe/Berlin")
    begin = at("2026-03-29T00:00", "Europe/Berlin")

    assert windows(shop, begin, begin + timedelta(hours=20)) == ()


def test_07_the_zone_of_the_calendar_decides_and_not_the_one_of_the_moment():
    start = at("2026-03-28T12:00", "Europe/Berlin")
    same = start.astimezone(ZoneInfo("America/New_York"))

    assert due_at(A, same, HOUR) == due_at(A, start, HOUR)
    assert due_at(A, same, HOUR).tzinfo is UTC


def test_09_holiday_make_up_day_and_half_day():
    exceptions = (
        CalendarDay(date(2025, 3, 5), DayKind.HOLIDAY),
        CalendarDay(date(2025, 3, 8), DayKind.MAKEUP, hours([["10:00", "16:00"]])),
        CalendarDay(date(2025, 3, 6), DayKind.SPECIAL, hours([["09:00", "12:00"]])),
        CalendarDay(date(2025, 3, 7), DayKind.HOLIDAY),
    )
    shop = WorkingCalendar("Asia/Shanghai", (WeeklyHours.of(WORKDAYS),), exceptions)

    assert due_at(shop, at("2025-03-04T17:00"), 5 * HOUR) == at("2025-03-08T11:00")


def test_09_of_two_exceptions_on_a_date_the_make_up_day_wins_with_a_warning():
    both = (
        CalendarDay(date(2025, 3, 8), DayKind.MAKEUP, hours(OFFICE)),
        CalendarDay(date(2025, 3, 8), DayKind.HOLIDAY),
    )
    for exceptions in (both, both[::-1]):
        shop = WorkingCalendar("Asia/Shanghai", (WeeklyHours.of(WORKDAYS),), exceptions)

        assert due_at(shop, at("2025-03-08T00:00"), HOUR) == at("2025-03-08T10:00")
        assert shop.doubts() == (("several_exceptions", date(2025, 3, 8)),)


def test_weekly_hours_change_on_a_date():
    longer = WeeklyHours.of({day: [["08:00", "20:00"]] for day in WORKDAYS}, date(2025, 3, 5))
    shop = WorkingCalendar("Asia/Shanghai", (longer, WeeklyHours.of(WORKDAYS)))

    assert due_at(shop, at("2025-03-04T17:00"), 2 * HOUR) == at("2025-03-05T09:00")


# ------------------------------------------------------------------------------------------ pauses


def test_13_a_pause_outside_hours_changes_nothing():
    lunch, night = (
        ("2025-03-04T12:00", "2025-03-04T13:30"),
        ("2025-03-04T18:00", "2025-03-05T09:00"),
    )

    due = due_at(A, at("2025-03-04T09:00"), 10 * HOUR, [span(*lunch), span(*night)])

    assert due == due_at(A, at("2025-03-04T09:00"), 10 * HOUR) == at("2025-03-05T11:30")


def test_14_nested_overlapping_and_duplicate_pauses_count_once():
    one = [span("2025-03-04T10:00", "2025-03-04T15:00")]
    many = [
        span("2025-03-04T11:00", "2025-03-04T12:00"),
        span("2025-03-04T10:00", "2025-03-04T14:00"),
        span("2025-03-04T10:00", "2025-03-04T14:00"),
        span("2025-03-04T13:00", "2025-03-04T15:00"),
        span("2025-03-04T14:30", "2025-03-04T14:30"),
    ]

    assert due_at(A, at("2025-03-04T09:00"), 4 * HOUR, many) == at("2025-03-04T18:00")
    assert due_at(A, at("2025-03-04T09:00"), 4 * HOUR, one) == at("2025-03-04T18:00")


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2025-03-04T08:00", None),
        ("2025-03-04T10:59:59", None),
        ("2025-03-04T11:00", "2025-03-04T11:00"),
        ("2025-03-04T15:00", "2025-03-04T11:00"),
    ],
)
def test_an_open_pause_keeps_the_limit_pending_unless_it_was_reached_before(since, due):
    expected = None if due is None else at(due)

    assert due_at(A, at("2025-03-04T09:00"), 2 * HOUR, [span(since, None)]) == expected
    assert due_at(None, at("2025-03-04T09:00"), 2 * HOUR, [span(since, None)]) == expected


def test_no_target_left_is_due_at_the_start_whatever_is_closed():
    assert due_at(A, at("2025-03-08T15:00"), 0) == at("2025-03-08T15:00")


@pytest.mark.parametrize("calendar", [A, None])
def test_a_pause_that_ends_before_it_begins_is_refused(calendar):
    with pytest.raises(CalendarError, match="before it begins"):
        due_at(calendar, at("2025-03-04T09:00"), 1, [span("2025-03-04T12:00", "2025-03-04T11:00")])


def test_fractions_of_a_second_are_dropped():
    start = at("2025-03-04T09:00") + timedelta(microseconds=999_999)

    assert due_at(A, start, 60) == at("2025-03-04T09:01")


# ------------------------------------------------------------------------------------------ limits


def test_the_search_ends_after_800_days_in_an_error():
    once = WorkingCalendar(
        "Asia/Shanghai",
        (WeeklyHours.of({}),),
        (CalendarDay(date(2027, 5, 1), DayKind.SPECIAL, hours(OFFICE)),),
    )

    assert due_at(once, at("2025-03-04T09:00"), HOUR) == at("2027-05-01T10:00")
    with pytest.raises(CalendarError, match="800 days"):
        due_at(once, at("2025-02-01T09:00"), HOUR)
    with pytest.raises(CalendarError, match="800 days"):
        due_at(A, at("2025-03-04T09:00"), 10**12)
    with pytest.raises(CalendarError, match="800 days"):
        due_at(None, at("2025-03-04T09:00"), 10**12)


def test_the_ends_of_time_end_in_an_answer_or_an_error():
    first = datetime(1, 1, 1, tzinfo=UTC)

    assert due_at(A, first, HOUR) > first
    with pytest.raises(CalendarError):
        due_at(A, datetime.max.replace(tzinfo=UTC), HOUR)
    with pytest.raises(CalendarError):
        due_at(None, datetime.max.replace(tzinfo=UTC), HOUR)


def test_49_sixty_working_days_are_reckoned_day_by_day():
    assert due_at(A, at("2025-03-03T09:00"), 60 * 27_000) == at("2025-05-23T18:00")


@pytest.mark.parametrize(
    "bad",
    [
        lambda: WorkingCalendar("Asia/Nowhere", (WeeklyHours.of({}),)),
        lambda: WorkingCalendar("", (WeeklyHours.of({}),)),
        lambda: WorkingCalendar("../../etc/passwd", (WeeklyHours.of({}),)),
        lambda: WorkingCalendar("Asia/Shanghai", ()),
        lambda: WeeklyHours.of({"monday": [["09:00", "12:00"]]}),
        lambda: Interval.of("09:00", "09:00"),
        lambda: Interval.of("24:00", "09:00"),
        lambda: Interval.of("09:00", "24:01"),
        lambda: Interval.of("9", "12:00"),
        lambda: Interval.of("09:60", "12:00"),
        lambda: hours([["09:00"]]),
        lambda: hours(["09:00-12:00"]),
    ],
)
def test_what_is_no_calendar_is_refused(bad):
    with pytest.raises(CalendarError):
        bad()


def test_doubts_name_overlapping_hours_and_none_at_all():
    twice = WeeklyHours.of({"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}, date(2025, 1, 1))

    assert WorkingCalendar("Asia/Shanghai", (twice,)).doubts() == (
        ("overlapping_hours", date(2025, 1, 1)),
    )
    assert WorkingCalendar("Asia/Shanghai", (WeeklyHours.of({}),)).doubts() == (("no_hours", None),)
    assert A.doubts() == ()


# --------------------------------------------------------------------------------- before a moment


@pytest.mark.parametrize(
    ("due", "seconds", "before"),
    [
        ("2025-03-04T15:00", HOUR, "2025-03-04T14:00"),
        ("2025-03-04T09:30", HOUR, "2025-03-03T17:30"),
        ("2025-03-04T09:30", 30 * MINUTE, "2025-03-04T09:00"),
        ("2025-03-04T18:00", 0, "2025-03-04T18:00"),
        ("2025-02-05T10:00", 2 * HOUR, "2025-01-27T17:00"),
    ],
)
def test_44_a_moment_so_much_working_time_before(due, seconds, before):
    assert moment_before(A, at(due), seconds) == at(before)


def test_44_before_skips_pauses_and_gives_up_in_an_error():
    pause = span("2025-03-04T14:00", "2025-03-04T16:00")

    assert moment_before(A, at("2025-03-04T17:00"), 90 * MINUTE, [pause]) == at("2025-03-04T13:30")
    assert moment_before(None, at("2025-03-04T17:00"), HOUR, [pause]) == at("2025-03-04T16:00")
    with pytest.raises(CalendarError, match="800 days"):
        moment_before(A, at("2025-03-04T17:00"), 10**9)


def test_the_next_working_moment():
    assert next_working_moment(A, at("2025-03-04T10:00")) == at("2025-03-04T10:00")
    assert next_working_moment(A, at("2025-03-04T12:00")) == at("2025-03-04T13:30")
    assert next_working_moment(A, at("2025-01-27T18:00")) == at("2025-02-05T09:00")
    assert next_working_moment(A, at("2025-03-04T10:00"), [span("2025-03-04T09:00", None)]) is None


def test_no_zone_changes_twice_within_the_days_that_one_look_covers():
    # _steady_offset looks only at both ends of two days; this is what makes that enough.
    for tz in ("Africa/Casablanca", "Asia/Gaza", "America/Sao_Paulo", "Europe/Berlin"):
        where, moment, changes = ZoneInfo(tz), datetime(1970, 1, 1, tzinfo=UTC), []
        offset = moment.astimezone(where).utcoffset()
        while moment.year < 2045:
            moment += timedelta(hours=12)
            if moment.astimezone(where).utcoffset() != offset:
                changes.append(moment)
                offset = moment.astimezone(where).utcoffset()
        assert all(later - earlier > timedelta(6) for earlier, later in pairwise(changes))
