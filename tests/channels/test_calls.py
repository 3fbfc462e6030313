"""A call is the sum of what was told of it, whatever the order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.call_kinds import CallEventKind, CallOutcome
from channels.calls import CallFact, fold

T0 = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def at(kind, seconds, **more):
    return CallFact(kind=CallEventKind(kind), at=T0 + timedelta(seconds=seconds), **more)


RING, ANSWER, END = at("ringing", 0), at("answered", 12), at("ended", 90)
MISS, VOICE = at("missed", 30), at("voicemail", 45)


@pytest.mark.parametrize(
    ("told", "outcome", "answered", "ended"),
    [
        ([RING], None, None, None),
        ([RING, ANSWER], "answered", 12, None),
        ([RING, ANSWER, END], "answered", 12, 90),
        ([RING, END], "abandoned", None, 90),
        ([RING, MISS], "missed", None, 30),
        ([RING, MISS, END], "missed", None, 90),
        ([RING, MISS, VOICE], "voicemail", None, 45),
        # One phone was not answered, the next one was.
        ([RING, MISS, at("answered", 40)], "answered", 40, None),
        ([ANSWER, END], "answered", 12, 90),
        # The clock of one machine is behind that of the other.
        ([ANSWER, at("ended", 11)], "answered", 12, 12),
    ],
)
def test_how_a_call_ended(told, outcome, answered, ended):
    call = fold(told)

    moments = [None if n is None else T0 + timedelta(seconds=n) for n in (answered, ended)]
    assert call.outcome == (outcome and CallOutcome(outcome))
    assert [call.answered_at, call.ended_at] == moments


def test_who_spoke_last_has_the_call_and_before_that_whose_phone_rang():
    ringing = [at("ringing", 0, agent="mei"), at("ringing", 9, agent="wang")]
    spoken = [at("answered", 12, agent="mei"), at("transferred", 60, agent="li")]

    assert fold(ringing).agent == "wang"
    assert fold([*ringing, *spoken]).agent == "li"


def test_of_nothing_there_is_no_call():
    with pytest.raises(ValueError, match="nothing was told"):
        fold([])


FACTS = st.builds(
    CallFact,
    kind=st.sampled_from(CallEventKind),
    at=st.integers(0, 50).map(lambda n: T0 + timedelta(seconds=n)),
    number=st.sampled_from(["", "+886912345678", "+886987654321"]),
    line=st.sampled_from(["", "care", "orders"]),
    agent=st.sampled_from(["", "mei", "wang"]),
    recording=st.sampled_from(["", "https://calls.example.com/1", "https://calls.example.com/2"]),
)


@given(st.lists(FACTS, min_size=1, max_size=8), st.randoms())
def test_order_and_repetition_change_nothing(facts, chance):
    shuffled = [*facts, chance.choice(facts)]
    chance.shuffle(shuffled)

    assert fold(shuffled) == fold(facts)


@given(st.lists(FACTS, min_size=1, max_size=8))
def test_a_call_rings_before_it_is_answered_before_it_ends(facts):
    call = fold(facts)

    moments = [one for one in (call.rang_at, call.answered_at, call.ended_at) if one]
    assert moments == sorted(moments)
    assert (call.outcome == CallOutcome.ANSWERED) == (call.answered_at is not None)
