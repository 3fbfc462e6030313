"""Working time against a slow oracle, and the laws that it keeps on any calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedback_site.organisation.working_hours import (
    CalendarDay,
    DayKind,
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
from tests.organisation.working_time_oracle import NAMES, Oracle

ZONES = {  # with days around which each does something odd
    "Asia/Shanghai": (date(2025, 1, 26),),
    "Europe/Berlin": (date(2026, 3, 28), date(2026, 10, 24)),
    "America/New_York": (date(2026, 3, 7), date(2026, 10, 31)),
    "Australia/Lord_Howe": (date(2026, 4, 4), date(2026, 10, 3)),
    "America/Havana": (date(2025, 3, 8), date(2025, 11, 1)),
    "Africa/Casablanca": (date(2026, 2, 14), date(2026, 3, 21)),
    "Asia/Kathmandu": (date(2026, 5, 1),),
    "Pacific/Apia": (date(2011, 12, 29),),
    "America/Santiago": (date(2026, 4, 4), date(2026, 9, 5)),
}
MINUTE = timedelta(minutes=1)

clock = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
pair = st.tuples(clock, clock | st.just("24:00")).filter(lambda p: p[0] != p[1]).map(list)
day_hours = st.lists(pair, max_size=3)


@st.composite
def questions(draw):
    """A calendar in the wire format or None, a start, and some pauses, all in whole minutes."""
    tz = draw(st.sampled_from(sorted(ZONES)))
    about = draw(st.sampled_from(ZONES[tz]))
    calendar = {
        "tz": tz,
        "weekly": {name: draw(day_hours) for name in NAMES if draw(st.booleans())},
        "exceptions": {
            (about + timedelta(draw(st.integers(-2, 5)))).isoformat(): draw(day_hours)
            for _ in range(draw(st.integers(0, 3)))
        },
    }
    begin = datetime(about.year, about.month, about.day, tzinfo=UTC)
    start = begin + MINUTE * draw(st.integers(-24 * 60, 48 * 60))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        a = start + MINUTE * draw(st.integers(-600, 4 * 1440))
        spans.append((a, a + MINUTE * draw(st.integers(0, 2880))))
    if spans and draw(st.booleans()):
        spans[-1] = (spans[-1][0], None)
    return (calendar if draw(st.integers(0, 9)) else None), start, spans


def built(calendar):
    if calendar is None:
        return None
    return WorkingCalendar(
        calendar["tz"],
        (WeeklyHours.of(calendar["weekly"]),),
        tuple(
            CalendarDay(date.fromisoformat(day), DayKind.SPECIAL, hours(pairs))
            for day, pairs in calendar["exceptions"].items()
        ),
    )


def as_spans(pauses):
    return [Span(a, b) for a, b in pauses]


@settings(max_examples=150)
@given(questions(), st.integers(0, 5 * 1440))
def test_time_worked_equals_counting_minutes(question, length):
    calendar, start, pauses = question
    end = start + MINUTE * length

    counted = working_seconds(built(calendar), start, end, as_spans(pauses))

    assert counted == 60 * Oracle(calendar).worked(start, end, pauses)


@settings(max_examples=150)
@given(questions(), st.integers(0, 40 * 60))
def test_due_equals_counting_minutes(question, target):
    calendar, start, pauses = question
    working = built(calendar)
    assume(working is None or working.has_hours)
    expected = Oracle(calendar).due(start, target, pauses, start + timedelta(8))
    # What lies beyond eight days is left to the laws below: the oracle would take too long.
    assume(expected is not None or (pauses and pauses[-1][1] is None))

    due = due_at(working, start, target * 60, as_spans(pauses))

    if expected is not None:
        assert due == expected
    else:
        assert due is None or due > start + timedelta(8)


@st.composite
def laws(draw):
    """As `questions`, with hours enough to reach any target, and odd seconds."""
    calendar, start, pauses = draw(questions())
    closed = [(a, b) for a, b in pauses if b is not None]
    if calendar is not None:
        calendar["weekly"]["wed"] = [["08:00", "17:00"]]
    odd = timedelta(seconds=draw(st.integers(0, 59)))
    return built(calendar), start + odd, as_spans(closed)


targets = st.integers(0, 60 * 3600)


@given(laws(), targets)
def test_what_elapses_until_due_is_the_target_and_not_a_second_before(law, target):
    calendar, start, pauses = law

    due = due_at(calendar, start, target, pauses)

    assert working_seconds(calendar, start, due, pauses) == target
    if target:
        assert working_seconds(calendar, start, due - timedelta(seconds=1), pauses) == target - 1


@given(laws(), targets, targets)
def test_a_longer_target_is_never_due_earlier(law, one, other):
    calendar, start, pauses = law
    shorter, longer = sorted((one, other))

    assert due_at(calendar, start, shorter, pauses) <= due_at(calendar, start, longer, pauses)


@given(laws(), targets)
def test_one_more_pause_never_makes_due_earlier(law, target):
    calendar, start, pauses = law

    for count in range(len(pauses)):
        fewer = due_at(calendar, start, target, pauses[:count])
        assert fewer <= due_at(calendar, start, target, pauses[: count + 1])


@given(laws(), targets, st.floats(0, 1), st.randoms())
def test_splitting_and_shuffling_pauses_changes_nothing(law, target, share, random):
    calendar, start, pauses = law
    pieces = []
    for pause in pauses:
        cut = pause.start + (pause.end - pause.start) * share
        cut = cut.replace(microsecond=0)
        pieces += [Span(pause.start, cut), Span(cut, pause.end)]
    random.shuffle(pieces)

    assert due_at(calendar, start, target, pieces) == due_at(calendar, start, target, pauses)


@given(laws(), targets, st.lists(st.integers(-2, 9), max_size=4))
def test_adding_a_holiday_never_makes_due_earlier(law, target, days):
    calendar, start, pauses = law
    assume(calendar is not None)
    closed = tuple(CalendarDay(start.date() + timedelta(n), DayKind.MAKEUP) for n in days)
    fewer = WorkingCalendar(calendar.tz, calendar.weekly, (*calendar.exceptions, *closed))

    assert due_at(fewer, start, target, pauses) >= due_at(calendar, start, target, pauses)


@given(laws(), targets)
def test_round_the_clock_is_the_calendar_that_is_always_open(law, target):
    calendar, start, pauses = law
    tz = "Europe/Berlin" if calendar is None else calendar.tz
    always = WorkingCalendar(tz, (WeeklyHours.of({day: [["00:00", "24:00"]] for day in NAMES}),))

    assert due_at(always, start, target, pauses) == due_at(None, start, target, pauses)


@given(laws(), targets, st.integers(0, 100))
def test_backwards_and_forwards_meet(law, target, share):
    calendar, start, pauses = law
    used = target * share // 100
    due = due_at(calendar, start, target, pauses)
    assume(used < target)

    forward = next_working_moment(calendar, due_at(calendar, start, used, pauses), pauses)

    assert moment_before(calendar, due, target - used, pauses) == forward


@given(laws(), st.integers(0, 10 * 86_400))
def test_windows_are_disjoint_ordered_and_sum_to_the_time_worked(law, length):
    calendar, start, _ = law
    assume(calendar is not None)
    end = start + timedelta(seconds=length)

    spans = windows(calendar, start, end)

    assert all(span.start < span.end for span in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))
    worked = sum(int((span.end - span.start).total_seconds()) for span in spans)
    assert worked == working_seconds(calendar, start, end)
