"""A limit in a clerk's words: how it stands, when and why it counts so, and no code among them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from cases.measures.time_limits.limit_words import standing_of, told_limit
from cases.models import Policy
from cases.sla.receipt import Receipt, Segment, SegmentKind
from cases.sla.words import problem_in_words
from tests.cases.sla.histories import CUSTOMER, History, after, policy, target
from tests.factories.organisation import CalendarFactory, StoreFactory

HIGH = frozenset({"high"})


def told(history, clock="resolve", hours=9):
    with translation.override("en"):
        cycle = history.cycle(clock, hours)
        return {heading: words.partition(": ")[2] or words for heading, words in standing_of(cycle)}


def one(*events, hours=8, **more):
    history = History(policy(target("resolve", hours, **more)))
    for kind, at, facts in (("received", 0, {}), *events):
        history.add(kind, at, **facts)
    return history


STANDING = [
    (one(), 9, "Missed", "the time was used up, and it had not been done"),
    (one(("resolved", 9, {})), 9, "Missed", "the time was used up, and it had not been done"),
    (one(("resolved", 2, {})), 9, "Met", "solved"),
    (one(("merged", 2, {"into": "FB"})), 9, "Ended unmet",
     "the case was merged into another one, whose limits go on"),
    (one(("spam", 2, {})), 9, "Ended unmet", "the case was put aside as spam"),
    (one(("rejected", 2, {})), 9, "Ended unmet", "rejected"),
]  # fmt: skip


@pytest.mark.parametrize(("history", "hours", "heading", "words"), STANDING)
def test_when_and_why_it_counts_so(history, hours, heading, words):
    assert told(history, hours=hours)[heading] == words


def test_a_change_that_broke_it_is_the_reason():
    history = History(policy(target("resolve", 8), target("resolve", 2, priorities=HIGH)))
    history.add("received", 0)
    history.add("retargeted", 5, priority="high")

    assert told(history)["Missed"] == (
        "the limit was changed, and by the new one the time was used up already"
    )


def test_a_missed_limit_that_was_excused_says_why():
    history = one(pause_reasons=CUSTOMER)
    history.add(
        "correction", 9, person="lin", waiting_reason="customer", pause_from=after(1),
        pause_until=after(5).isoformat(),
    )  # fmt: skip

    words = told(history)

    assert "Missed" not in words
    assert words["Excused"].endswith("a pause was entered afterwards")


def test_paused_says_for_whom_and_until_when():
    history = one(pause_reasons=CUSTOMER)
    history.add("waiting_began", 1, waiting_reason="customer", resume_by=after(99))

    words = told(history, hours=2)

    assert "Due" not in words
    assert "waiting for the customer's answer until" in words["Paused"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["closed, Chinese New Year", "paused, it was taken for solved"]),
        ("zh-hant", ["休息，春節", "暫停，當時視為已解決"]),
        ("zh-hans", ["休息，春节", "暂停，当时视为已解决"]),
    ],
)
def test_a_holiday_and_the_time_while_it_counted_as_solved_are_told_in_the_readers_language(
    language, words
):
    day = datetime(2026, 2, 17, 1, tzinfo=UTC)
    span = {"start": day, "end": day + timedelta(hours=9)}
    off = Segment(kind=SegmentKind.HOLIDAY, **span, name="春節")
    own = Segment(kind=SegmentKind.HOLIDAY, **span, name="盤點")
    rest = Segment(kind=SegmentKind.PAUSE, **span, reason="resolved")

    with translation.override(language):
        limit = told_limit(
            Receipt(cycle=one().cycle("resolve", 1), segments=(off, rest, own)), people={}
        )

    lines = [line for _kind, line, _seconds in limit.lines]
    assert [word in line for word, line in zip(words, lines[:2], strict=True)] == [True, True]
    assert "盤點" in lines[2]


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
@pytest.mark.parametrize(
    "problem",
    [
        "There is no version 3 of the calendar 'x'.", "A calendar needs the hours of a week.",
        "Not a time zone: 'Mars/One'", "The calendar has no hours.",
        "The target is not reached within 800 days.", "The calendar does not open within 800 days.",
        "No such moment within 800 days.", "The moment lies outside the years a date can have.",
    ],
)  # fmt: skip
def test_what_is_set_up_wrongly_is_said_in_chinese(language, problem):
    with translation.override(language):
        assert re.search("[a-z]{5}", problem_in_words(problem)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "hours", "problem"),
    [
        ("en", "the opening hours of Xinyi (edition 2)", "There is no calendar “gone” in force."),
        ("zh-hant", "信義店的營業時間（第 2 版）", "目前沒有生效的行事曆「gone」。"),
        ("zh-hans", "信义店的营业时间（第 2 版）", "目前没有生效的日历“gone”。"),
    ],
)
def test_no_code_is_left_in_what_a_clerk_reads(language, hours, problem):
    store = StoreFactory(
        name_en="Xinyi", name_zh_hant="信義店", name_zh_hans="信义店", calendar=CalendarFactory()
    )
    Policy.objects.filter(code="technical").update(name="Machines first")
    cycle = one().cycle("resolve", 1)
    object.__setattr__(cycle, "policy", "technical")
    object.__setattr__(cycle, "calendar", f"store:{store.pk}")
    object.__setattr__(cycle, "calendar_version", 2)
    object.__setattr__(cycle, "problem", "There is no calendar 'gone'.")

    with translation.override(language):
        limit = told_limit(Receipt(cycle=cycle, segments=()), people={})

    assert (limit.hours, limit.problem) == (hours, problem)
    assert "Machines first" in limit.set_by
    assert "technical" not in limit.set_by
