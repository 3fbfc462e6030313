"""Calls that a colleague writes down: counted honestly, owed a call in vain, put right, told once."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from channels.call_kinds import CallBackState, CallDirection, CallOutcome
from channels.calls import ToldByHand
from channels.errors import CallHasFollowed, CallTimeWrong, NotByHand
from channels.measures import call_figures
from channels.models import Call, CallBack
from channels.rules.manual_entry import logging_calls, taking_calls
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels import call_centre
from tests.channels.call_centre import tell
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
IN, OUT = CallDirection.INBOUND, CallDirection.OUTBOUND
NUMBER = "0912345678"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def agent(store):
    return posted(Role.AGENT, store=store)


def told(outcome=CallOutcome.ANSWERED, *, ago=60 * MINUTE, direction=IN, **more):
    return ToldByHand(direction=direction, outcome=outcome, rang_at=NOW - ago, **more)


def logged(actor, what, *, number=NUMBER, key="k-1", store="", note="", now=NOW):
    return logging_calls.log_call(
        what, number=number, store=store, key=key, note=note, actor=actor, now=now
    )


def put_right(call, what, *, actor, number=""):
    return logging_calls.correct_call(call.pk, what, number=number, actor=actor, now=NOW)


def test_an_answered_call_is_in_the_log_with_its_customer_and_its_own_mark(agent, store):
    mei = customer_with(phone=NUMBER)

    call = logged(
        agent, told(waited=20 * SECOND, spoken=3 * MINUTE), store=store.code, note=" about frames "
    )

    call = Call.objects.get(pk=call.pk)
    assert (call.is_by_hand, call.logged_by, call.agent, call.store) == (True, agent, agent, store)
    assert (call.customer, call.number(), call.answer_seconds) == (mei, "+886912345678", 20)
    assert (call.ended_at - call.rang_at, call.note) == (20 * SECOND + 3 * MINUTE, "about frames")
    verbs = LedgerEvent.objects.filter(subject=f"call:{call.pk}").order_by("pk")
    assert list(verbs.values_list("verb", "actor")) == [
        ("call.logged", f"user:{agent.pk}"), ("call.noted", f"user:{agent.pk}"),
    ]  # fmt: skip
    assert NUMBER[1:] not in str(list(verbs.values()))


def test_who_called_in_vain_is_owed_a_call_though_no_call_centre_is_connected(agent):
    missed = logged(agent, told(CallOutcome.MISSED, waited=30 * SECOND))

    assert missed.call_back.due_at == missed.ended_at + 60 * MINUTE
    # Who still speaks may have been mistyped: nothing is concluded until it is written down.
    speaking = logged(agent, told(ago=MINUTE, is_over=False), key="k-2")
    assert CallBack.objects.get().state == CallBackState.OPEN
    taking_calls.note_call(speaking.pk, text="heard", actor=agent, now=NOW)
    assert CallBack.objects.get().state == CallBackState.NOT_NEEDED
    assert Call.objects.get(pk=speaking.pk).ended_at == NOW


def test_waiting_times_are_of_calls_of_which_somebody_knows_them(agent):
    centre = call_centre.account()
    at = NOW - timedelta(hours=2)
    tell(centre, "ringing", at, number="+886987654321")
    tell(centre, "answered", at + 40 * SECOND, number="+886987654321")
    logged(agent, told(waited=10 * SECOND))
    logged(agent, told(), key="k-2")
    logged(agent, told(CallOutcome.MISSED), key="k-3")

    found = call_figures.answering(agent, since=NOW - timedelta(days=1), until=NOW, target=30)

    assert (found.n, found.answered, found.by_hand, found.untimed) == (4, 3, 3, 1)
    assert (found.in_time, found.timed, found.average) == (1, 3, 25 * SECOND)


def test_a_call_that_the_call_centre_told_of_is_given_and_not_written_twice(agent):
    tell(call_centre.account(), "ringing", NOW - MINUTE, number="+886912345678")

    assert logged(agent, told(ago=2 * MINUTE)) == Call.objects.get(logged_by=None)
    assert logged(agent, told(ago=2 * MINUTE, direction=OUT), key="k-2").is_by_hand
    assert logged(agent, told(ago=30 * MINUTE), key="k-3").is_by_hand


def test_the_same_press_twice_is_one_call(agent):
    assert logged(agent, told()) == logged(agent, told())
    assert Call.objects.count() == 1


def test_what_was_mistyped_is_put_right_and_was_before_stands_in_the_ledger(agent):
    mei = customer_with(phone="0987654321")
    call = logged(agent, told(CallOutcome.ANSWERED, is_over=False, ago=MINUTE))

    put_right(call, told(CallOutcome.MISSED, ago=MINUTE), actor=agent, number="0987654321")

    call.refresh_from_db()
    assert (call.customer, call.outcome, call.answered_at) == (mei, "missed", None)
    assert call.call_back.number_index == call.number_index
    event = LedgerEvent.objects.get(verb="call.corrected")
    body = json.loads(bytes(LedgerContent.objects.get(event_id=event.pk).body))
    assert (body["was"]["outcome"], body["outcome"]) == ("answered", "missed")
    assert body["is_another_number"] is True
    # Heard after all: nothing is owed.
    put_right(call, told(ago=MINUTE), actor=posted(Role.SUPERVISOR))
    assert CallBack.objects.get().state == CallBackState.NOT_NEEDED


def _state():
    return list(Call.objects.order_by("pk").values()), LedgerEvent.objects.count()


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (CallTimeWrong, lambda a, c, s: logged(a, told(ago=-MINUTE), key="new")),
        (CallTimeWrong, lambda a, c, s: logged(a, told(ago=32 * 24 * 60 * MINUTE), key="new")),
        (CallTimeWrong, lambda a, c, s: logged(a, told(ago=MINUTE, spoken=5 * MINUTE), key="new")),
        (NotAllowed, lambda a, c, s: logged(posted(Role.AUDITOR), told(), key="new")),
        (NotAllowed, lambda a, c, s: logged(a, told(), key="new", store=StoreFactory().code)),
        (NotAllowed, lambda a, c, s: put_right(c, told(), actor=posted(Role.AGENT))),
        (CallTimeWrong, lambda a, c, s: put_right(c, told(ago=-MINUTE), actor=a)),
        (CallHasFollowed, lambda a, c, s: put_right(c, told(), actor=a, number="0987654321")),
        (CallHasFollowed, lambda a, c, s: put_right(c, told(direction=OUT), actor=a)),
        (NotByHand, lambda a, c, s: put_right(s, told(), actor=a)),
    ],
)  # fmt: skip
def test_a_refusal_changes_nothing(agent, error, act):
    tell(call_centre.account(), "ringing", NOW - timedelta(hours=3), number="+886987654321")
    by_hand = logged(agent, told(CallOutcome.MISSED))
    before = _state()

    with pytest.raises(error):
        act(agent, by_hand, Call.objects.get(logged_by=None))

    assert _state() == before


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_call():
    agent = posted(Role.AGENT)

    one, same = at_once(2, lambda _n: logged(agent, told(CallOutcome.MISSED)).pk)

    assert one == same
    assert (Call.objects.count(), CallBack.objects.count()) == (1, 1)
