"""A chat from its first line: answered where the library is sure, else with a person and a case."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cases.models import Case
from channels.chat_kinds import ChatState
from channels.errors import ChatOver
from channels.kinds import Direction, Disposition
from channels.models import Chat, ChatAnswer, Message, RawIntake, Submission
from channels.rules.chats import assisting
from channels.rules.monitoring import sweeping
from feedback_site.ledger.models import LedgerEvent
from tests.channels.chats.chatting import (
    begin,
    leave_contact,
    library,
    ringing,
    suggestion,
    write,
)
from tests.privacy.test_canaries import places_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chat():
    return begin(NOW)


def judge(chat, *, has_helped, now):
    with ringing(execute=True):
        assisting.judge(chat.pk, has_helped=has_helped, now=now)
    chat.refresh_from_db()


def dispositions():
    return list(RawIntake.objects.order_by("seq").values_list("disposition", flat=True))


def test_a_sure_answer_shows_its_source_and_a_yes_ends_without_a_case(chat):
    with library(suggestion()):
        write(chat, "Why are my prints so yellow?", NOW)

    answer = ChatAnswer.objects.select_related("message").get()
    said = answer.message
    assert (said.subject, said.text) == (suggestion().title, suggestion().body)
    assert (said.is_automatic, said.author, answer.url) == (True, None, "/help/1/")
    assert (chat.state, chat.asked_at) == (ChatState.ASSISTANT, None)
    assert chat.answered_at == NOW

    judge(chat, has_helped=True, now=NOW + SECOND)

    answer.refresh_from_db()
    assert (chat.state, chat.ending, answer.has_helped) == ("ended", "helped", True)
    assert (Case.objects.count(), Submission.objects.get().is_insight) == (0, True)
    assert dispositions() == [Disposition.KEPT]
    assert sweeping.reconcile(now=NOW) == []


def test_not_yet_brings_a_person_and_opens_the_case_from_all_that_was_said(chat):
    with library(suggestion()):
        write(chat, "Hi there", NOW)
        write(chat, "The prints of order ZS-1 are far too yellow", NOW + SECOND)
    assert chat.answers.count() == 1

    judge(chat, has_helped=False, now=NOW + 2 * SECOND)

    case = Case.objects.get()
    assert (chat.state, chat.asked_why) == ("waiting", "not_solved")
    assert case.title == "The prints of order ZS-1 are far too yellow"
    assert case.opened_at == NOW + 2 * SECOND == chat.asked_at
    assert dispositions() == [Disposition.OPENED, Disposition.APPENDED]
    # The assistant's answer is no answer of ours.
    assert (case.first_answered_at, case.unanswered_since) == (None, chat.asked_at)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("真人客服", "wished"),
        ("can I talk to a human please", "wished"),
        ("我要转人工", "wished"),
        ("the kiosk is smoking and I got a shock", "worry"),
        ("我的照片被外洩到網路上", "worry"),
        ("I will call my lawyer about the yellow prints", "worry"),
        ("xyzzy", "unsure"),
    ],
)
def test_what_goes_to_a_person_whatever_the_library_says(chat, text, why):
    with library(suggestion(is_sure=why != "unsure")):
        write(chat, text, NOW)

    assert (chat.state, chat.asked_why, chat.was_staffed) == ("waiting", why, False)
    assert (chat.answers.count(), Case.objects.count()) == (0, 1)


def test_a_greeting_is_asked_what_happened_and_thanks_are_taken_as_thanks(chat):
    write(chat, "你好", NOW)
    assert (chat.state, Case.objects.count()) == (ChatState.ASSISTANT, 0)
    with library(suggestion()):
        write(chat, "Prints too yellow", NOW + SECOND)
        write(chat, "thanks!", NOW + 2 * SECOND)

    kinds = list(chat.events.values_list("kind", flat=True))
    assert kinds == ["started", "prompted", "prompted"]
    assert chat.state == ChatState.ASSISTANT


def test_the_same_answer_is_not_given_twice(chat):
    with library(suggestion()):
        write(chat, "Prints too yellow", NOW)
        write(chat, "Still too yellow, I did that", NOW + SECOND)

    assert (chat.answers.count(), chat.asked_why) == (1, "unsure")


def test_a_line_sent_twice_is_stored_and_answered_once(chat):
    with library(suggestion()):
        first = write(chat, "Prints too yellow", NOW, key="chat:1")
        again = write(chat, "Prints too yellow", NOW + SECOND, key="chat:1")

    assert first.pk == again.pk
    assert RawIntake.objects.count() == Message.objects.filter(direction="inbound").count() == 1
    assert chat.answers.count() == 1


def test_a_lost_bell_is_answered_by_the_sweep_and_a_late_one_by_a_person(chat):
    write(chat, "你好", NOW)
    Chat.objects.update(owes_since=NOW, heard_id=0)

    assert assisting.sweep_owing(now=NOW + SECOND) == 0
    assert assisting.sweep_owing(now=NOW + 6 * SECOND) == 1
    chat.refresh_from_db()
    assert (chat.owes_since, chat.state) == (None, ChatState.ASSISTANT)

    Chat.objects.update(owes_since=NOW)
    assert assisting.sweep_owing(now=NOW + timedelta(minutes=2)) == 1
    chat.refresh_from_db()
    assert (chat.state, chat.asked_why) == ("waiting", "unsure")


def test_a_contact_is_sealed_makes_the_case_theirs_and_brings_the_receipt(chat):
    write(chat, "I want a real person", NOW)
    raw = leave_contact(chat, "mei@example.com", NOW + SECOND)

    case, submission = Case.objects.get(), Submission.objects.get()
    said = Message.objects.get(raw=raw)
    assert case.customer_id == submission.customer_id == chat.conversation.customer_id
    assert case.customer.contact_points.get().value() == "mei@example.com"
    assert (submission.is_anonymous, submission.no_contact_reason) == (False, "")
    assert submission.consents.get().purpose == "handle_feedback"
    assert ("mei@example.com" in said.text, "@example.com" in said.text) == (False, True)
    assert chat.conversation.outgoing.get().template == "received"


def test_nothing_of_a_contact_lies_open_anywhere(chat):
    write(chat, "I want a real person", NOW)
    leave_contact(chat, "canary.q7x@sealed.example", NOW)

    for needle in ("canary.q7x@sealed.example", "canary.q7x", "陳美玲"):
        assert places_of(needle) == []


def test_nothing_is_judged_or_left_in_a_chat_that_has_ended(chat):
    write(chat, "你好", NOW)
    assisting.leave(chat.pk, now=NOW)
    events = LedgerEvent.objects.count()

    for act in (
        lambda: assisting.judge(chat.pk, has_helped=False, now=NOW),
        lambda: assisting.ask_for_person(chat.pk, now=NOW),
        lambda: assisting.leave(chat.pk, now=NOW),
    ):
        with pytest.raises(ChatOver):
            act()
    assert (LedgerEvent.objects.count(), Case.objects.count()) == (events, 0)


def test_a_line_that_crosses_the_end_becomes_a_case(chat):
    write(chat, "你好", NOW)
    assisting.leave(chat.pk, now=NOW)
    write(chat, "one more thing: the frame is broken", NOW + SECOND)

    assert (chat.state, chat.asked_why, Case.objects.count()) == ("ended", "not_solved", 1)
    assert Message.objects.filter(direction=Direction.INBOUND).count() == 2
