"""Signs of typing go out by themselves without a word; a store says when somebody is there again."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels import chat_streams
from channels.models import Chat, Message
from channels.rules.chats import hours, taking, typing_signs
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import CalendarHours, StoreClosure
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules.publishing import publish_calendar
from tests.channels.chats.chatting import begin, taken_chat, takes_chats, waiting_chat, write
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)  # Monday, 18:00 in Taipei
SECOND = timedelta(seconds=1)
TEN_TO_SIX = [["10:00", "18:00"]]


@pytest.fixture
def agent():
    return takes_chats(posted(Role.AGENT), NOW)


@pytest.fixture
def chat(agent):
    return taken_chat(agent, NOW)


def typing_until(chat):
    chat.refresh_from_db()
    return chat.customer_types_until, chat.agent_types_until


def test_a_sign_is_one_moment_that_ends_by_itself_and_with_the_line(chat, agent):
    events, version = LedgerEvent.objects.count(), chat.version

    assert typing_signs.customer_types(chat.pk, now=NOW)
    assert not typing_signs.customer_types(chat.pk, now=NOW + SECOND)
    assert typing_signs.customer_types(chat.pk, now=NOW + 4 * SECOND)
    assert typing_signs.agent_types(chat.pk, actor=agent, now=NOW)
    assert typing_until(chat) == (NOW + 10 * SECOND, NOW + 6 * SECOND)
    assert (LedgerEvent.objects.count(), chat.version) == (events, version)

    write(chat, "still torn", NOW + 5 * SECOND)
    taking.say(chat.pk, text="I look", key="a", actor=agent, now=NOW + 5 * SECOND)
    assert typing_until(chat) == (None, None)


def test_nobody_writes_in_somebody_elses_chat_or_where_no_person_is(chat):
    waiting = waiting_chat(NOW)

    assert not typing_signs.agent_types(chat.pk, actor=posted(Role.AGENT), now=NOW)
    assert not typing_signs.customer_types(waiting.pk, now=NOW)

    assert typing_until(chat) == typing_until(waiting) == (None, None)


def test_who_asks_is_told_beside_the_answer_for_no_statement_more(chat, agent, client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(agent)
        news = reverse("admin:channels_chat_news", args=(chat.pk,))
        cursor = {"after": client.get(news).json()["cursor"]}

        def ask():
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(news, cursor)
            return answer.status_code, answer.headers.get("X-Types-For"), len(captured)

        ask()
        status, told, number = ask()
        assert (status, told) == (204, None)
        typing_signs.customer_types(chat.pk, now=NOW)

        assert ask() == (204, "6", number)


def test_the_doors_take_no_words(chat, agent, client):
    address = reverse("admin:channels_chat_typing", args=(chat.pk,))
    with time_machine.travel(NOW, tick=False):
        client.force_login(agent)
        assert client.post(address, {"text": "secret"}).status_code == 204
    assert typing_until(chat) == (None, NOW + 6 * SECOND)
    assert Client().post(reverse("channels:chat_typing")).status_code == 204
    assert not Message.objects.filter(text__contains="secret").exists()


@pytest.mark.django_db(transaction=True)
def test_a_stream_tells_it_without_looking_at_what_was_said(monkeypatch):
    monkeypatch.setattr(chat_streams, "LOOK_EVERY", 0.02)
    chat, looked = begin(NOW), []
    Chat.objects.filter(pk=chat.pk).update(agent_types_until=datetime.now(UTC) + 5.5 * SECOND)
    stream = chat_streams.follow(chat.pk, lambda: looked.append(1) or ("", 0), seconds=0.2)

    with closing(stream):
        said = list(stream)

    assert said == ["retry: 1500\n\n", "event: typing\ndata: 6\n\n", ": still here\n\n"]
    # At the beginning, and after the sign of life at the end.
    assert len(looked) == 2


@pytest.fixture
def store():
    found = StoreFactory()
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), TEN_TO_SIX)
    CalendarHours.objects.create(calendar=found.calendar, valid_from="2020-01-01", weekly=week)
    publish_calendar(found.calendar_id, actor=None, now=NOW)
    return found


def test_somebody_is_there_for_the_stores_that_they_see(store):
    def there(one):
        return hours.staffed(one and one.pk, now=NOW).is_somebody_there

    other = StoreFactory()
    takes_chats(posted(Role.SUPERVISOR, store=other), NOW)
    assert (there(store), there(other), there(None)) == (False, True, True)

    takes_chats(posted(Role.AGENT), NOW)
    assert there(store)


def test_it_says_when_the_store_opens_again(store, settings):
    def again(now, one=store):
        return hours.staffed(one and one.pk, now=now).again_at

    tuesday = datetime(2026, 5, 5, 2, 0, tzinfo=UTC)
    assert again(NOW) == tuesday
    assert again(NOW - 3 * 3600 * SECOND) is None
    assert again(NOW, StoreFactory()) is None
    assert again(NOW, None) is None
    settings.CHAT_CALENDAR = store.calendar.code
    assert again(NOW, None) == tuesday

    StoreClosure.objects.create(
        store=store, begins_at=NOW, ends_at=NOW + timedelta(days=1), reason="typhoon",
        closed_by=UserFactory(), recorded_at=NOW,
    )  # fmt: skip
    assert again(NOW) == tuesday + timedelta(days=1)


def test_the_page_says_so_and_shows_the_form(client, store):
    client.cookies["django_language"] = "en"
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("channels:chat"), {"store": store.code}).content.decode()

    assert "We are here again on Tuesday, 5 May 2026, 10:00." in " ".join(page.split())
    assert f'/feedback/?store={store.code}"' in page
