"""Two requests that write one session at once: neither undoes the other; what was ended stays ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.contrib.auth import SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from feedback_site import opened_cases
from feedback_site.organisation.roles import Role
from feedback_site.signed_in import SessionStore, merged
from tests.factories.organisation import posted
from tests.waiting import until_waiting

pytestmark = pytest.mark.django_db
BACKEND = "feedback_site.signed_in.StaffBackend"
NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)


@pytest.fixture
def key():
    """A session that holds something."""
    session = SessionStore()
    session.update({"last_slip": "A", "slips": ["A"], "store": "x"})
    session.save()
    return session.session_key


def as_found(key):
    """The session as a request finds it that begins now."""
    session = SessionStore(key)
    session.items()
    return session


def stored(key):
    return dict(SessionStore(key).items())


def request_of(session, user):
    request = RequestFactory().get("/")
    request.session, request.user = session, user
    return request


def test_each_keeps_what_the_other_wrote(key):
    first, second = as_found(key), as_found(key)
    first["store"] = "y"
    del first["last_slip"]
    second["seen"] = True

    first.save()
    second.save()

    assert stored(key) == {"slips": ["A"], "store": "y", "seen": True}
    assert dict(second.items()) == stored(key)


def test_of_one_thing_that_both_wrote_the_later_one_stays(key):
    first, second = as_found(key), as_found(key)
    first["store"] = "y"
    second["store"] = "z"

    first.save()
    second.save()
    # What the second wrote is no change of the first's any more.
    first["seen"] = True
    first.save()

    assert stored(key)["store"] == "z"


def test_lists_are_put_together_member_by_member(key):
    first, second = as_found(key), as_found(key)
    first["slips"] = ["A", "B"]
    second["slips"] = ["C"]

    first.save()
    second.save()

    assert stored(key)["slips"] == ["B", "C"]


@pytest.mark.parametrize(
    ("found", "now", "there", "together"),
    [
        ({}, {}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {}, {"a": 2, "b": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1}, {}, {}),
        ({"a": 1}, {"a": 2}, {}, {"a": 2}),
        ({}, {"a": [1]}, {"a": [2]}, {"a": [2, 1]}),
        ({"a": [1, 2]}, {"a": [1, 3]}, {"a": [2, 4]}, {"a": [4, 3]}),
        ({"a": [1]}, {"a": [1, 2]}, {}, {"a": [2]}),
        ({"a": [1]}, {}, {"a": [1, 2]}, {}),
        # A record is one thing: half of each would be nobody's.
        (
            {"a": {"b": 1}},
            {"a": {"b": 2, "c": 1}},
            {"a": {"b": 3, "d": 1}},
            {"a": {"b": 2, "c": 1}},
        ),
    ],
)
def test_putting_together(found, now, there, together):
    assert merged(found, now, there) == together


def test_two_cases_that_are_opened_at_once_are_both_open(key):
    first, second = as_found(key), as_found(key)
    opened_cases.remember(first, "FB-2222-2222", version=1, now=NOW)
    opened_cases.remember(second, "FB-3333-3333", version=4, now=NOW)

    first.save()
    second.save()

    session = SessionStore(key)
    assert opened_cases.is_open(session, "FB-2222-2222", version=1, now=NOW)
    assert opened_cases.is_open(session, "FB-3333-3333", version=4, now=NOW)


def test_what_is_cleared_is_gone_whatever_else_was_written(key):
    first, second = as_found(key), SessionStore(key)
    second.clear()
    second["only"] = 1
    first["seen"] = True

    first.save()
    second.save()

    assert stored(key) == {"only": 1}


def test_who_signed_out_in_another_tab_stays_signed_out():
    user, session = posted(Role.AGENT), SessionStore()
    login(request_of(session, user), user, backend=BACKEND)
    session.save()
    slow, other = SessionStore(session.session_key), SessionStore(session.session_key)
    slow["last_act"] = "x"

    logout(request_of(other, user))

    with pytest.raises(UpdateError):
        slow.save()
    assert not Session.objects.exists()


def test_a_new_password_brings_no_ended_session_back():
    user, session = posted(Role.AGENT), SessionStore()
    login(request_of(session, user), user, backend=BACKEND)
    session.save()
    slow, other = SessionStore(session.session_key), SessionStore(session.session_key)
    slow["last_act"] = "x"

    logout(request_of(other, user))
    update_session_auth_hash(request_of(slow, user), user)
    slow.save()

    assert SESSION_KEY not in SessionStore(slow.session_key)
    assert Session.objects.count() == 1


def test_a_new_key_takes_along_what_others_wrote_meanwhile(key):
    user = posted(Role.CLERK)
    signing_in, other = as_found(key), as_found(key)
    other["seen"] = True
    other.save()

    login(request_of(signing_in, user), user, backend=BACKEND)
    signing_in.save()

    assert not SessionStore(None).exists(key)
    after = stored(signing_in.session_key)
    assert (after["seen"], after["store"], after[SESSION_KEY]) == (True, "x", str(user.pk))
    other["late"] = True
    with pytest.raises(UpdateError):
        other.save()


def test_an_expired_session_is_nobodys(key):
    Session.objects.update(expire_date=timezone.now())
    session = SessionStore(key)
    session["seen"] = True

    session.save()

    assert session.session_key != key
    assert stored(session.session_key) == {"seen": True}


def test_what_is_written_lasts_from_then_on(key):
    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(minutes=1))
    first, second = as_found(key), as_found(key)
    first["a"] = second["b"] = 1
    first.save()
    second.save()

    left = Session.objects.get().expire_date - timezone.now()
    assert left > timezone.timedelta(hours=11)


def test_it_costs_one_statement_where_nobody_else_wrote(key, django_assert_num_queries):
    with django_assert_num_queries(1):
        session = as_found(key)
    with django_assert_num_queries(1):
        session["store"] = "y"
        session.save()
    with django_assert_num_queries(1):
        session["store"] = "z"
        session.save()


@pytest.mark.django_db(transaction=True)
def test_two_requests_that_write_in_the_same_moment(key):
    """The second waits for the first one's row, whose change it does not know."""
    first, second = as_found(key), as_found(key)
    first["slips"] = ["A", "B"]
    second["slips"] = ["A", "C"]
    locked, go = Event(), Event()

    def hold():
        with transaction.atomic():
            first.save()
            locked.set()
            go.wait(60)
        connection.close()

    def follow():
        locked.wait(60)
        second.save()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(hold), pool.submit(follow)]
        locked.wait(60)
        until_waiting()
        go.set()
        for one in waiting:
            one.result()

    assert stored(key)["slips"] == ["A", "B", "C"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(key):
    def write(number):
        for turn in range(10):
            session = as_found(key)
            session[f"{number} {turn}"] = True
            session["slips"] = [*session["slips"], f"{number} {turn}"]
            session.save()
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    wanted = {f"{number} {turn}" for number in range(4) for turn in range(10)}
    session = stored(key)
    assert wanted <= session.keys()
    assert sorted(session["slips"]) == sorted({"A", *wanted})


@pytest.mark.django_db(transaction=True)
def test_signing_out_while_another_request_writes():
    """Whichever comes first at the row: nobody is signed in afterwards."""
    user = posted(Role.AGENT)
    for _turn in range(10):
        session = SessionStore()
        login(request_of(session, user), user, backend=BACKEND)
        session.save()
        acting, leaving = as_found(session.session_key), as_found(session.session_key)

        def act(acting=acting):
            acting["last_act"] = "x"
            try:
                acting.save()
            except UpdateError:
                pass
            finally:
                connection.close()

        def leave(leaving=leaving):
            logout(request_of(leaving, user))
            connection.close()

        with ThreadPoolExecutor(2) as pool:
            for one in [pool.submit(act), pool.submit(leave)]:
                one.result()

        assert not Session.objects.exists()
