"""The receipt: why a limit falls when it falls, as values and in words."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from cases.sla.clock import CalendarEdition, RetargetMode
from cases.sla.receipt import SegmentKind, explain
from cases.sla.words import duration_in_words, segment_in_words
from feedback_site.organisation.working_hours import CalendarDay, DayKind
from tests.cases.sla.histories import BOOKS, CUSTOMER, OFFICE, History, after, policy, target


def told(history, hours, calendar=OFFICE):
    return [
        (s.kind.value, s.start, s.end, s.seconds)
        for s in explain(history.cycle("resolve", hours), calendar)
    ]


def test_windows_pauses_closed_hours_and_holidays_in_order():
    holiday = CalendarDay(date(2025, 3, 4), DayKind.HOLIDAY, name="Festival")
    shop = replace(OFFICE, exceptions=(holiday,))
    history = History(
        policy(target("resolve", 6, calendar="office", pause_reasons=CUSTOMER)),
        books={"office": (CalendarEdition(version=1, calendar=shop),)},
    )
    history.add("received", 4)
    history.add("waiting_began", 6, waiting_reason="customer", person="lin")
    history.add("waiting_ended", 8)

    assert told(history, 8, shop) == [
        ("window", after(4), after(6), 7200),
        ("pause", after(6), after(8), 0),
        ("window", after(8), after(9), 3600),
        ("closed", after(9), after(15), 0),
        ("holiday", after(15), after(39), 0),
        ("closed", after(39), after(48), 0),
        ("window", after(48), after(51), 10800),
    ]
    segments = explain(history.cycle("resolve", 8), shop)
    assert (segments[1].reason, segments[1].person) == ("customer", "lin")
    assert segments[4].name == "Festival"


def test_a_pause_that_lasts_ends_the_receipt():
    history = History(policy(target("resolve", 6, pause_reasons=CUSTOMER))).add("received", 0)
    history.add("waiting_began", 1, waiting_reason="customer")

    assert told(history, 9, None) == [
        ("window", after(0), after(1), 3600),
        ("pause", after(1), None, 0),
    ]


def test_a_changed_target_is_shown_where_it_changed():
    high = frozenset({"high"})
    history = History(policy(target("resolve", 8), target("resolve", 4, priorities=high)))
    history.add("received", 0).add("retargeted", 1, priority="high")

    segments = explain(history.cycle("resolve", 1), None)

    assert [(s.kind, s.seconds) for s in segments] == [
        (SegmentKind.WINDOW, 14400),
        (SegmentKind.RETARGET, 0),
    ]
    assert (segments[1].target_before, segments[1].target_after) == (28800, 14400)


def test_counting_from_the_change_shows_what_is_not_counted():
    high, mode = frozenset({"high"}), RetargetMode.FROM_CHANGE
    history = History(
        policy(target("resolve", 8), target("resolve", 4, priorities=high, retarget_mode=mode))
    )
    history.add("received", 0).add("retargeted", 2, priority="high")

    assert told(history, 2, None) == [
        ("retarget", after(0), after(2), 0),
        ("retarget", after(2), after(2), 0),
        ("window", after(2), after(6), 14400),
    ]


def test_a_problem_has_no_receipt():
    history = History(policy(target("resolve", 8, calendar="nowhere"))).add("received", 0)

    assert explain(history.cycle("resolve", 1), None) == ()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def show(moment):
    return f"{moment:%H:%M}"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (0, "01:00 to 02:00: 1 hour counted"),
        (1, "02:00 to 03:30: paused, waiting for the customer (lin)"),
        (2, "03:30 to 10:00: 6 hours 30 minutes counted"),
        (3, "10:00 to 01:00: outside working hours"),
    ],
)
def test_a_clerk_reads_it_in_words(pieces, words):
    history = History(policy(target("resolve", 8, calendar="office", pause_reasons=CUSTOMER)))
    history.add("received", 0)
    history.add("waiting_began", 1, waiting_reason="customer", person="lin")
    history.add("waiting_ended", 2.5)
    segments = explain(history.cycle("resolve", 3), BOOKS["office"][0].calendar)

    assert segment_in_words(segments[pieces], show, reason="waiting for the {}".format) == words


@pytest.mark.usefixtures("english")
def test_durations_in_words():
    assert [duration_in_words(n) for n in (0, 1, 59, 60, 3600, 5400, 90_000)] == [
        "0 seconds",
        "1 second",
        "59 seconds",
        "1 minute",
        "1 hour",
        "1 hour 30 minutes",
        "25 hours",
    ]
