"""However many threads there are, only so many requests are worked on at once, and streams hold no turn."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

import pytest
from django.db import connection

from feedback_site.turns import Turns


def test_no_more_than_so_many_at_once():
    lock, inside, most, all_here = Lock(), [0], [0], Barrier(2)

    def site(environ, start_response):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        all_here.wait(60)
        with lock:
            inside[0] -= 1
        return [b"done"]

    turns = Turns(site, at_once=2)
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(turns, {}, None) for _ in range(6)]
        assert [b"".join(one.result()) for one in answers] == [b"done"] * 6
    assert most == [2]


def test_a_body_that_is_still_being_sent_keeps_nobody_waiting():
    end = Event()

    def site(environ, start_response):
        return iter(lambda: b"more" if not end.is_set() else b"", b"")

    turns = Turns(site, at_once=1)
    stream = turns({}, None)
    assert next(stream) == b"more"
    assert next(turns({}, None)) == b"more"
    end.set()


def test_a_request_that_breaks_gives_its_turn_back():
    def site(environ, start_response):
        raise ValueError

    turns = Turns(site, at_once=1)
    for _ in range(2):
        try:
            turns({}, None)
        except ValueError:
            continue


@pytest.mark.django_db(transaction=True)
def test_a_body_that_is_still_being_sent_keeps_no_connection():
    def site(environ, start_response):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return iter([b"more"])

    body = Turns(site, at_once=1)({}, None)

    assert connection.connection is None
    assert list(body) == [b"more"]
