"""Chats at the desk: who waits, taking one, answering by script and without, and how soon we answer."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import TestCase
from django.urls import reverse

from cases.models import Case
from channels.measures import chat_figures
from channels.models import Chat, ChatPresence, Message
from channels.rules.chats import assisting, taking
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import (
    begin,
    library,
    suggestion,
    taken_chat,
    takes_chats,
    waiting_chat,
    write,
)
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BOARD = "admin:channels_chats"
BY_SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def step(client, chat, act, **fields):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(
            reverse("admin:channels_chat_step", args=(chat.pk,)), {"act": act, **fields}
        )


def reply(client, chat, text, *, key="k", script=True):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(
            reverse("admin:channels_chat_reply", args=(chat.pk,)), {"text": text, "key": key},
            headers=BY_SCRIPT if script else {},
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 30])
def test_the_board_costs_the_same_at_1_and_30_rows(client, agent, rows, django_assert_num_queries):
    for number in range(rows):
        waiting_chat(NOW - number * SECOND)
    # Session, person, postings; open chats and ended ones; presence, figures, outcomes; two of Django's
    # permissions, and the four numbers of the menu.
    with django_assert_num_queries(14):
        answer = client.get(reverse(BOARD))

    waiting = answer.context["board"].waiting
    assert len(waiting) == rows
    assert [one.waiting_since for one in waiting] == sorted(one.waiting_since for one in waiting)


def test_the_part_that_changes_is_304_while_it_has_not_and_says_that_one_is_there(client, agent):
    waiting_chat(NOW)
    client.post(reverse("admin:channels_chats_presence"), {"available": "1"})
    first = client.get(reverse("admin:channels_chats_live"))
    with time_machine.travel(NOW + MINUTE, tick=False):
        again = client.get(
            reverse("admin:channels_chats_live"), headers={"If-None-Match": first["ETag"]}
        )

    assert (first.status_code, again.status_code) == (200, 304)
    presence = ChatPresence.objects.get()
    assert (presence.is_available, presence.seen_at) == (True, NOW + MINUTE)

    client.post(reverse("admin:channels_chats_presence"), {"available": "0"})
    assert ChatPresence.objects.get().is_available is False


def test_from_the_board_to_the_end_and_the_case(client, agent):
    chat = waiting_chat(NOW)
    assert (
        reverse("admin:channels_chat_step", args=(chat.pk,))
        in client.get(reverse(BOARD)).content.decode()
    )
    there = reverse("admin:channels_chat", args=(chat.pk,))
    assert step(client, chat, "claim")["Location"] == there
    text = client.get(there).content.decode()
    assert f"Hello, this is {agent}." in text

    assert reply(client, chat, "We print them again.").json() == {"taken": True, "words": ""}
    assert reply(client, chat, "Without a script.", key="k2", script=False)["Location"] == there
    news = client.get(reverse("admin:channels_chat_news", args=(chat.pk,)), {"after": "0.0.0"})
    assert "We print them again." in news.json()["lines"]
    answer = step(client, chat, "end", then="case")

    case = Case.objects.get()
    assert answer["Location"] == reverse("admin:cases_case_desk", args=(case.reference,))
    assert f"{chat} · The chat has ended." in client.get(answer["Location"]).text
    chat.refresh_from_db()
    assert (chat.ending, case.owner_id, case.first_answered_at) == ("closed", agent.pk, NOW)


def test_what_cannot_be_said_comes_back_with_its_words(client, agent):
    chat = taken_chat(posted(Role.AGENT), NOW)

    refused = reply(client, chat, "mine", script=False)
    assert refused.status_code == 409
    assert "This chat is not with you." in refused.content.decode()
    assert reply(client, chat, " ").status_code == 422
    assert step(client, chat, "claim").status_code == 409
    assert step(client, chat, "explode").status_code == 404
    assert Message.objects.filter(direction="outbound").count() == 0


def test_a_chat_is_handed_to_a_colleague_who_is_there(client, agent):
    colleague, away = takes_chats(posted(Role.AGENT), NOW), posted(Role.AGENT)
    chat = taken_chat(agent, NOW)
    text = client.get(reverse("admin:channels_chat", args=(chat.pk,))).content.decode()
    assert (str(colleague) in text, str(away) in text) == (True, False)

    assert step(client, chat, "transfer", to=away.pk).status_code == 409
    assert step(client, chat, "transfer", to="x").status_code == 409
    assert step(client, chat, "transfer", to=colleague.pk).status_code == 302
    chat.refresh_from_db()
    assert chat.agent == colleague
    assert f"{chat} · Handed on to {colleague}." in client.get(reverse(BOARD)).text


def test_who_gives_a_chat_back_reads_that_its_customer_waits(client, agent):
    chat = taken_chat(agent, NOW)

    assert step(client, chat, "back").status_code == 302

    words = f"{chat} · The customer waits for a colleague again."
    assert words in client.get(reverse(BOARD)).text


def test_another_stores_chat_is_not_there(client):
    client.force_login(posted(Role.AGENT, store=StoreFactory()))
    chat = waiting_chat(NOW, store=StoreFactory().code)
    for name in ("channels_chat", "channels_chat_news"):
        assert client.get(reverse(f"admin:{name}", args=(chat.pk,))).status_code == 404
    assert (step(client, chat, "claim").status_code, reply(client, chat, "x").status_code) == (
        404,
    ) * 2
    chat.refresh_from_db()
    assert chat.state == "waiting"


def test_how_soon_we_answer_with_its_n_and_nights_apart(client, agent):
    with library(suggestion()):
        helped = begin(NOW)
        write(helped, "prints too yellow", NOW + 4 * SECOND)
    assisting.judge(helped.pk, has_helped=True, now=NOW + MINUTE)
    at_night = waiting_chat(NOW)
    takes_chats(agent, NOW)
    quick, slow = waiting_chat(NOW), waiting_chat(NOW)
    waiting_chat(NOW)
    for chat, minutes in ((quick, 1), (slow, 7), (at_night, 60)):
        moment = NOW + minutes * MINUTE
        taking.claim_chat(chat.pk, actor=agent, now=moment)
        taking.say(chat.pk, text="Hello", key="", actor=agent, now=moment)

    found = {
        one.who: (one.n, one.answered, one.in_time, one.mean, one.p50)
        for one in chat_figures.first_answers(agent, since=NOW, until=NOW + MINUTE)
    }
    assert found == {
        "either": (5, 4, 2, timedelta(seconds=(4 + 60 + 420 + 3600) / 4), timedelta(seconds=240)),
        "assistant": (1, 1, 1, 4 * SECOND, 4 * SECOND),
        "person": (4, 3, 1, timedelta(seconds=1360), 7 * MINUTE),
        "person_there": (3, 2, 1, 4 * MINUTE, 4 * MINUTE),
    }
    outcomes = chat_figures.outcomes(agent, since=NOW, until=NOW + MINUTE)
    assert (outcomes.n, outcomes.helped, outcomes.asked, outcomes.unstaffed) == (5, 1, 4, 1)
    assert Chat.objects.count() == 5
    with time_machine.travel(NOW + MINUTE, tick=False):
        text = client.get(reverse(BOARD)).content.decode()
    assert "within 5 min" in text


def test_who_waits_stands_on_the_first_page_and_in_the_menu(client, agent):
    waiting_chat(NOW)

    tiles = client.get(reverse("admin:index")).context["needs"]
    assert [tile.count for tile in tiles if str(tile.title) == "Customers waiting in the chat"] == [
        "1"
    ]


def test_beside_a_chat_stand_ones_others_and_which_of_them_waits_for_an_answer(client, agent):
    takes_chats(agent, now=NOW)
    here = taken_chat(agent, NOW, language="zh-hant")
    asked, answered = (taken_chat(agent, NOW) for _ in range(2))
    taking.say(answered.pk, text="One moment.", key="a", actor=agent, now=NOW)
    elsewhere = taken_chat(posted(Role.AGENT), NOW)
    page = client.get(reverse("admin:channels_chat", args=(here.pk,)))
    beside = reverse("admin:channels_chat_beside", args=(here.pk,))

    part = client.get(beside)

    assert [(one, one.awaits_us) for one in page.context["others"]] == [
        (asked, True), (answered, False),
    ]  # fmt: skip
    assert part.text.count("waits for your answer") == 1
    assert str(elsewhere) not in part.text
    assert client.get(beside, headers={"If-None-Match": part["ETag"]}).status_code == 304
    write(answered, "Are you there?", NOW + SECOND)
    assert client.get(beside).text.count("waits for your answer") == 2
    # Whoever took it writes at once, and reads in words which language the customer speaks.
    assert " autofocus" in page.text.partition('id="chat-text"')[2].partition(">")[0]
    assert "繁體中文" in page.text


@pytest.mark.parametrize("rows", [1, 12])
def test_what_stands_beside_a_chat_costs_the_same_for_1_and_12(
    client, agent, rows, django_assert_num_queries
):
    takes_chats(agent, now=NOW)
    here, *_others = (waiting_chat(NOW) for _ in range(rows + 1))
    Chat.objects.update(state="with_person", agent=agent)
    beside = reverse("admin:channels_chat_beside", args=(here.pk,))
    client.get(beside)

    # Session, person, postings; the chat, the others, presence.
    with django_assert_num_queries(6):
        part = client.get(beside)

    assert part.text.count("<li>") == rows
