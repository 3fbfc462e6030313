"""Somebody on the phone is promised a call: by when, by whom, moved, and apart from calls in vain."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.call_kinds import CallBackState, CallDirection, CallOutcome
from channels.calls import ToldByHand
from channels.errors import (
    CallOwedAlready,
    CallTimePassed,
    CallTimeTooFar,
    NoNumber,
    NothingNoted,
)
from channels.models import Call, CallBack
from channels.rules.calls import calling_back
from channels.rules.manual_entry import logging_calls
from channels.rules.manual_entry.promising_calls import promise_call
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def called(actor, *, key="k-1", number="0912345678", outcome=CallOutcome.ANSWERED, ago=HOUR):
    told = ToldByHand(direction=CallDirection.INBOUND, outcome=outcome, rang_at=NOW - ago)
    return logging_calls.log_call(told, number=number, store="", key=key, actor=actor, now=NOW)


def promised(call, actor, *, at=2 * DAY, now=NOW, note="about the frame"):
    return promise_call(call.pk, call_at=NOW + at, note=note, actor=actor, now=now)


def test_a_caller_is_promised_a_call_without_a_case(agent):
    call = called(agent)

    made = promised(call, agent)

    assert (made.owner, made.promised_by, made.state) == (agent, agent, CallBackState.OPEN)
    assert made.due_at == made.promised_at == NOW + 2 * DAY
    call.refresh_from_db()
    assert (call.call_back, call.note, call.conversation) == (made, "about the frame", None)
    event = LedgerEvent.objects.get(subject=f"call_back:{made.pk}")
    assert (event.verb, event.actor) == ("call_back.promised", f"user:{agent.pk}")


def test_another_time_that_they_agree_to_moves_the_promise_and_a_broken_one_stays_broken(agent):
    first = promised(called(agent), agent)

    moved = promised(called(agent, key="k-2"), agent, at=3 * DAY)
    assert (moved.pk, moved.promised_at, moved.due_at) == (first.pk, NOW + 3 * DAY, NOW + 3 * DAY)

    late = NOW + 4 * DAY
    moved = promised(called(agent, key="k-3"), agent, at=5 * DAY, now=late)
    assert (moved.pk, moved.promised_at, moved.due_at) == (first.pk, NOW + 3 * DAY, NOW + 5 * DAY)


def test_a_promise_outlives_other_calls_of_the_same_number(agent):
    wished = promised(called(agent, ago=3 * HOUR), agent)

    called(agent, key="k-2", outcome=CallOutcome.MISSED, ago=2 * HOUR)
    in_vain = CallBack.objects.get(promised_by=None)
    called(agent, key="k-3", ago=HOUR)

    in_vain.refresh_from_db()
    wished.refresh_from_db()
    assert (in_vain.state, wished.state) == (CallBackState.NOT_NEEDED, CallBackState.OPEN)
    calling_back.record_try(wished.pk, outcome="no_answer", actor=agent, now=NOW + 2 * DAY)
    wished.refresh_from_db()
    assert wished.due_at == NOW + 2 * DAY + HOUR


def _state():
    return (
        list(CallBack.objects.order_by("pk").values()), list(Call.objects.order_by("pk").values()),
        LedgerEvent.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (CallTimePassed, lambda a, c: promised(c, a, at=-HOUR)),
        (CallTimeTooFar, lambda a, c: promised(c, a, at=365 * DAY)),
        (NothingNoted, lambda a, c: promised(c, a, note=" ")),
        (NotAllowed, lambda a, c: promised(c, posted(Role.AUDITOR))),
        (NoNumber, lambda a, c: promised(Call.objects.get(external_id="withheld"), a)),
        (CallOwedAlready, lambda a, c: promised(Call.objects.get(external_id="in vain"), a)),
    ],
)
def test_a_refusal_changes_nothing(agent, error, act):
    call = called(agent)
    called(agent, key="withheld", number="")
    called(agent, key="in vain", number="0987654321", outcome=CallOutcome.MISSED)
    before = _state()

    with pytest.raises(error):
        act(agent, call)

    assert _state() == before
