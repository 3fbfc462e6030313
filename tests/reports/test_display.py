"""Figures in words: how long, how much, and what it changed to."""

import pytest
from django.utils import translation

from channels.kinds import AlarmKind
from channels.measures.troubles import Trouble
from reports.display import channels
from reports.display.words import change, duration, percent
from reports.measures.definitions import MEASURES
from reports.measures.figures import Figure


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def share(hits, n):
    return Figure(n=n, hits=hits)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0, "0 s"), (59.4, "59 s"), (3720, "1 h 2 min"), (90_000, "1 day 1 h")],
)
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_a_share_keeps_one_decimal():
    assert percent(2 / 3) == "66.7 %"


@pytest.mark.parametrize(
    ("code", "now", "before", "said"),
    [
        ("verified", share(80, 100), share(70, 100), ("+10.0 points", "good", "up")),
        ("unreachable", share(20, 100), share(10, 100), ("+10.0 points", "bad", "up")),
        ("missed_resolve", share(1, 100), share(5, 100), ("−4.0 points", "good", "down")),
        ("received", share(120, 120), share(100, 100), ("+20.0 %", "quiet", "up")),
        ("verified", share(50, 100), share(50, 100), ("unchanged", "quiet", "")),
    ],
)
def test_a_change_says_how_much_and_whether_it_is_good(code, now, before, said):
    found = change(MEASURES[code], now, before)

    assert (found.words, found.tone, found.direction) == said


@pytest.mark.parametrize(("now", "before"), [(100, 0), (100, 4), (4, 100)])
def test_too_few_cases_are_not_compared(now, before):
    assert change(MEASURES["received"], share(now, now), share(before, before)) is None


def test_a_longer_median_is_worse():
    slow, fast = (Figure(n=9, hits=9, median=m, p90=m) for m in (200.0, 100.0))

    assert change(MEASURES["solve_felt"], slow, fast).tone == "bad"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (
            12,
            "The connection “Care” has brought nothing since {}, when about 12 items would be usual.",
        ),
        (0, "The connection “Care” has brought nothing since {}. Is it set up?"),
    ],
)
def test_the_silence_of_a_connection_is_said_with_its_name_and_page(due, sentence):
    facts = {"connection": "Care", "since": "2026-05-04T04:00:00+00:00", "due": due}
    trouble = Trouble(channel_id=1, kind=AlarmKind.SILENT, account_id=7, facts=facts)

    found = channels._problem(trouble, [])

    assert found.sentence == sentence.format(channels._moment(trouble))
    assert found.url == "/admin/channels/channelaccount/7/change/"
