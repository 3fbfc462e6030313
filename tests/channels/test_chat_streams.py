"""Streams of chats: seats, signs of life, and waking up when the version has moved on."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from django.db import InterfaceError, connection
from django.utils import timezone

from channels import chat_streams
from channels.measures.chat_log import lines_of
from channels.models import Chat
from channels.rules.answers import taking_back, writing
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import begin, waiting_chat
from tests.factories.channels import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(chat_streams, "LOOK_EVERY", 0.02)


def quiet():
    return "", 0


def free():
    return chat_streams.seats._value


def test_a_stream_says_what_is_new_and_then_that_it_is_alive():
    chat = begin(NOW)
    pieces = iter([("data: a\n\n", 0), ("", 0)])
    with closing(chat_streams.follow(chat.pk, lambda: next(pieces), seconds=0.05)) as stream:
        assert list(stream) == ["retry: 1500\n\n", "data: a\n\n", ": still here\n\n"]


def test_it_wakes_when_the_chat_has_moved_on_and_not_before():
    chat, watch = begin(NOW), chat_streams.Watch()

    assert watch.wait(chat.pk, 0, 0.1) is False
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(watch.wait, chat.pk, 0, 5)
        time.sleep(0.01)
        Chat.objects.filter(pk=chat.pk).update(version=1)
        started = time.monotonic()
        assert waiting.result() is True
    assert time.monotonic() - started < 2
    assert not watch._followed


def test_it_wakes_when_an_answer_from_the_desk_is_told_and_not_while_it_may_be_taken_back():
    chat, mei, watch = waiting_chat(timezone.now()), posted(Role.AGENT), chat_streams.Watch()
    since = timezone.now()
    held = partial(writing.write_to_customer, chat.conversation, author=mei, now=since)
    back = held(text="No", hold=timedelta(seconds=1))
    taking_back.take_back(back.pk, author=mei, now=since)
    held(text="On Monday", hold=timedelta(seconds=3))

    assert watch.wait(chat.pk, chat.version, 1.5, since=since) is False
    assert watch.wait(chat.pk, chat.version, 60, since=since) is True
    assert watch.wait(chat.pk, chat.version, 0.1, since=timezone.now()) is False


def test_a_stream_sends_the_answer_that_waited():
    chat, mei = waiting_chat(timezone.now()), posted(Role.AGENT)
    writing.write_to_customer(
        chat.conversation,
        text="On Monday",
        author=mei,
        now=timezone.now(),
        hold=timedelta(seconds=1),
    )

    def news():
        lines, _cursor = lines_of(chat, now=timezone.now())
        said = [line.text for line in lines if line.kind == "person"]
        return "".join(said), chat.version

    with closing(chat_streams.follow(chat.pk, news, seconds=60)) as stream:
        assert [next(stream), next(stream)] == ["retry: 1500\n\n", "On Monday"]


def test_an_older_version_than_the_one_shown_wakes_nobody():
    # A look of before may end after the stream has read the newest lines.
    chat, watch = begin(NOW), chat_streams.Watch()

    assert watch.wait(chat.pk, 1, 0.1) is False


def test_a_look_that_fails_does_not_end_the_looking_for_good(monkeypatch):
    def fail(**_wanted):
        raise InterfaceError

    watch = chat_streams.Watch()
    watch._followed[1] += 1
    monkeypatch.setattr(Chat.objects, "filter", fail)
    assert watch._look_once() is False

    def break_off(_wanted):
        raise SystemError

    watch._is_looking = True
    monkeypatch.setattr(chat_streams, "_versions_of", break_off)
    with pytest.raises(SystemError):
        watch._keep_looking()
    assert watch._is_looking is False


def test_a_stream_that_cannot_be_closed_gives_its_seat_back(monkeypatch):
    chat, before = begin(NOW), free()

    def news():
        raise AssertionError

    def pieces(*_all):
        try:
            yield "x"
        finally:
            news()

    monkeypatch.setattr(chat_streams, "_pieces", pieces)
    stream = chat_streams.follow(chat.pk, news)
    next(stream)
    with pytest.raises(AssertionError):
        stream.close()

    assert free() == before


def test_a_seat_is_given_back_also_by_who_never_began_to_listen():
    chat, before = begin(NOW), free()
    unheard = chat_streams.follow(chat.pk, quiet)
    assert free() == before - 1
    unheard.close()
    unheard.close()
    heard = chat_streams.follow(chat.pk, quiet, seconds=0)
    list(heard)
    heard.close()

    assert free() == before


def test_when_all_seats_are_taken_nobody_gets_one(monkeypatch):
    monkeypatch.setattr(chat_streams, "seats", chat_streams.BoundedSemaphore(1))
    chat = begin(NOW)
    first = chat_streams.follow(chat.pk, quiet)

    assert chat_streams.follow(chat.pk, quiet) is None
    first.close()
    second = chat_streams.follow(chat.pk, quiet)
    assert second is not None
    second.close()


def test_one_chat_in_many_tabs_leaves_seats_for_others():
    chat, other, before = begin(NOW), begin(NOW), free()
    streams = [chat_streams.follow(chat.pk, quiet) for _ in range(4)]
    assert [stream is None for stream in streams] == [False, False, False, True]

    theirs = chat_streams.follow(other.pk, quiet)
    assert theirs is not None
    for stream in (*streams[:3], theirs):
        stream.close()
    assert free() == before
    again = chat_streams.follow(chat.pk, quiet)
    assert again is not None
    again.close()


def test_a_stream_that_waits_holds_no_connection():
    chat = begin(NOW)
    stream = chat_streams.follow(chat.pk, lambda: ("x", Chat.objects.get(pk=chat.pk).version))

    assert [next(stream), next(stream)] == ["retry: 1500\n\n", "x"]
    assert connection.connection is None
    stream.close()
