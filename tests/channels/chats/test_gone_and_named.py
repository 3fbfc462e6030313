"""Chats of colleagues who are gone, customers who name themselves late, and what the sweeps of chats read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from cases.models import Case
from cases.rules import sweeping
from cases.rules.openings import grading
from channels.chat_kinds import ChatState
from channels.errors import ChatTaken, NotYourChat
from channels.measures import chat_desk
from channels.models import Outgoing, ServiceTier, Submission
from channels.rules.chats import assisting, leaving, taking
from channels.rules.conversations import insights
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import (
    begin,
    fill_with_old_chats,
    leave_contact,
    library,
    ringing,
    suggestion,
    taken_chat,
    waiting_chat,
    write,
)
from tests.factories.channels import customer_with
from tests.factories.organisation import posted
from tests.waiting import until_waiting

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mei():
    return posted(Role.AGENT)


@pytest.fixture
def lin():
    return posted(Role.AGENT)


def say(chat, agent, text="We print them again.", now=NOW, key="k"):
    with ringing(execute=True):
        message = taking.say(chat.pk, text=text, key=key, actor=agent, now=now)
    chat.refresh_from_db()
    return message


def test_whose_customer_left_no_address_keeps_nobody_from_their_mail(mei):
    unreachable, chat = taken_chat(mei, NOW), taken_chat(mei, NOW)
    leave_contact(unreachable, "0912 345 678", NOW)
    leave_contact(chat, "mei@example.com", NOW)
    say(unreachable, mei, key="1")
    answer = say(chat, mei, key="2")

    assert leaving.sweep_left(now=NOW + 3 * MINUTE, limit=1) == 1
    assert [row.message_id for row in Outgoing.objects.filter(template="answered")] == [answer.pk]


def test_the_chats_of_somebody_who_is_gone_can_be_taken(mei, lin):
    silent, of_inactive = taken_chat(mei, NOW), taken_chat(mei, NOW)
    with pytest.raises(ChatTaken):
        taking.claim_chat(silent.pk, actor=lin, now=NOW + MINUTE)
    taking.claim_chat(silent.pk, actor=lin, now=NOW + 2 * MINUTE)
    mei.is_active = False
    mei.save()
    taking.claim_chat(of_inactive.pk, actor=lin, now=NOW + MINUTE)

    for chat, at in ((silent, NOW + 2 * MINUTE), (of_inactive, NOW + MINUTE)):
        chat.refresh_from_db()
        assert (chat.state, chat.agent_id, chat.waiting_since) == ("with_person", lin.pk, at)
        kinds = list(chat.events.order_by("pk").values_list("kind", flat=True))
        assert kinds[-3:] == ["claimed", "handed_back", "claimed"]
    with pytest.raises(NotYourChat):
        say(silent, mei)


def test_who_names_themselves_gets_their_tier_and_a_new_grade(mei):
    chat = waiting_chat(NOW)
    case = Case.objects.get()
    grading.grade_cases([case.pk], now=NOW)
    customer = customer_with(email="mei@example.com")
    customer.tier = ServiceTier.objects.get(code="professional")
    customer.save()

    leave_contact(chat, "mei@example.com", NOW + MINUTE)

    case = Case.objects.get()
    assert (case.customer, case.tier) == (customer, "professional")
    assert case.quality.graded_at == NOW + MINUTE


@pytest.mark.django_db(transaction=True)
def test_a_case_asked_for_by_two_at_once_is_one_and_the_press_stays(mei):
    with library(suggestion()):
        chat = begin(NOW)
        write(chat, "prints too yellow", NOW)
    submission = Submission.objects.get()

    def press():
        try:
            return assisting.ask_for_person(chat.pk, now=NOW).state
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            insights.ask_for_case(submission.pk, actor=mei, now=NOW)
            pressing = pool.submit(press)
            until_waiting()
        assert pressing.result() == "waiting"
    chat.refresh_from_db()
    assert chat.state == "waiting"


def test_what_is_of_these_days_is_found_along_an_index_among_many_of_before(mei):
    """Once for all: the many take longer to write, and to check, than anything else here."""
    leave_contact(taken_chat(mei, NOW), "mei@example.com", NOW)
    fill_with_old_chats()

    for find, index in (
        (leaving._unseen(NOW), "channels_chat_started_at"),
        (sweeping._answers_since(NOW), "channels_chat_started_at"),
        (sweeping._named_since(NOW), "channels_submission_named"),
    ):
        plan = find.explain()
        assert index in plan
        for table in ("channels_message", "channels_submission", "channels_conversation"):
            assert f"Seq Scan on {table}" not in plan
    ended = chat_desk._rows(mei).filter(state=ChatState.ENDED).order_by("-ended_at")[:10]
    assert "channels_chat_ended" in ended.explain()
