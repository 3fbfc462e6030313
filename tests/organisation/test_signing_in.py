"""Brute force at the sign-in page: so many tries, then a pause for all processes, and nothing given away."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.errors import SignInLocked
from feedback_site.organisation.models import SignInCount, User
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import signing_in
from tests.factories.organisation import UserFactory, posted

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RIGHT, WRONG = "a long right password", "a long wrong password"
ADDRESS, ELSEWHERE = "192.0.2.7", "192.0.2.8"
LIMIT, OF_ADDRESS = 5, 30


@pytest.fixture
def agent():
    user = posted(Role.AGENT)
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(username, password=WRONG, *, address=ADDRESS, language="en"):
    """One visit of somebody whose process knows nothing of the visits before."""
    for cache in caches.all():
        cache.clear()
    client = Client(REMOTE_ADDR=address)
    client.cookies["django_language"] = language
    return client.post(
        reverse("admin:login"), {"username": username, "password": password, "next": "/admin/"}
    )


def said(answer):
    return [str(words) for words in answer.context["form"].non_field_errors()]


def test_after_five_wrong_tries_not_even_the_right_password_opens(agent):
    answers = [sign_in(agent.username).status_code for _ in range(LIMIT)]
    refused = sign_in(agent.username, RIGHT)

    assert answers == [200, 200, 200, 200, 429]
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    assert "sessionid" not in refused.cookies


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", r"You can try again at \d.*, in 15 min\."),
        ("zh-hant", r"\d.*15 分鐘"),
        ("zh-hans", r"\d.*15 分钟"),
    ],
)
def test_the_page_says_in_the_readers_language_when_to_try_again(agent, language, words):
    answers = [sign_in(agent.username, language=language) for _ in range(LIMIT + 1)]

    for answer in answers[-2:]:
        (sentence,) = said(answer)
        assert re.search(words, sentence), sentence
        assert sentence in answer.text


def test_a_colleague_and_another_address_are_not_locked_out(agent):
    for _ in range(LIMIT):
        sign_in(agent.username)
    colleague = posted(Role.AGENT)
    colleague.set_password(RIGHT)
    colleague.save()

    assert sign_in(colleague.username, RIGHT).status_code == 302
    assert sign_in(agent.username, RIGHT, address=ELSEWHERE).status_code == 302
    assert sign_in(agent.username, RIGHT).status_code == 429


def test_signing_in_forgets_the_wrong_tries(agent):
    for _ in range(3):
        for _ in range(LIMIT - 1):
            assert sign_in(agent.username).status_code == 200
        assert sign_in(agent.username, RIGHT).status_code == 302

    assert SignInCount.objects.get().tries == 3 * (LIMIT - 1)


def test_a_spelling_of_the_name_is_no_new_name(agent):
    spellings = [agent.username, agent.username.upper(), agent.username.title()]
    for number in range(LIMIT):
        sign_in(spellings[number % 3])

    assert sign_in(agent.username, RIGHT).status_code == 429


def test_many_names_from_one_address_lock_the_address(agent):
    answers = [sign_in(f"name{number}").status_code for number in range(OF_ADDRESS)]

    assert answers[:-1] == [200] * (OF_ADDRESS - 1)
    assert answers[-1] == 429
    assert sign_in(agent.username, RIGHT).status_code == 429
    assert sign_in(agent.username, RIGHT, address=ELSEWHERE).status_code == 302


def test_a_busy_shop_with_right_passwords_is_never_locked(agent):
    for _ in range(2 * OF_ADDRESS):
        assert sign_in(agent.username, RIGHT).status_code == 302


def test_a_name_that_nobody_has_is_treated_like_any_other(agent):
    leaver = UserFactory(is_active=False)
    visitor = UserFactory(is_staff=False)
    for user in (leaver, visitor):
        user.set_password(RIGHT)
        user.save()
    names = {
        agent.username: WRONG,
        "nobody": WRONG,
        leaver.username: RIGHT,
        visitor.username: RIGHT,
    }
    told = {}
    for number, (name, password) in enumerate(names.items()):
        address = f"192.0.2.{100 + number}"
        answers = [sign_in(name, password, address=address) for _ in range(LIMIT + 1)]
        told[name] = [
            (answer.status_code, re.sub(r"\d", "0", "".join(said(answer)))) for answer in answers
        ]

    assert [told[name] for name in names] == [told["nobody"]] * 4


def test_a_name_that_nobody_has_costs_the_same(agent):
    def cost(name, address):
        with CaptureQueriesContext(connection) as asked:
            sign_in(name, address=address)
        return len(asked)

    costs = [
        [cost(name, address) for _ in range(LIMIT + 1)]
        for name, address in ((agent.username, ADDRESS), ("nobody", ELSEWHERE))
    ]
    assert costs[0] == costs[1]


def test_nothing_typed_counts_for_nothing(agent):
    for _ in range(2 * OF_ADDRESS):
        sign_in("", "")

    assert not SignInCount.objects.exists()


def test_the_ledger_is_told_of_each_pause_once_and_of_whom(agent):
    for _ in range(LIMIT + 3):
        sign_in(agent.username)
        sign_in("nobody")

    mine, nobodys = LedgerEvent.objects.filter(verb="sign_in.locked").order_by("id")
    assert mine.subject == f"user:{agent.pk}"
    assert re.fullmatch("sign_in:[0-9a-f]{16}", nobodys.subject)


def test_neither_names_nor_addresses_nor_passwords_are_kept(agent):
    sign_in(agent.username)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), string_agg(row::text, ' ') FROM organisation_signincount row"
        )
        count, rows = cursor.fetchone()
    assert count == 2
    for word in (agent.username, ADDRESS, WRONG):
        assert word not in rows


def tries(name="mei", *, source="here", now=NOW):
    """Take a try and fail; give whether it was let through."""
    try:
        one = signing_in.take_try(username=name, source=source, now=now)
    except SignInLocked:
        return False
    signing_in.fail(one, now=now)
    return True


def test_the_pause_ends_after_its_minutes_and_counting_begins_anew():
    assert [tries() for _ in range(LIMIT + 1)] == [True] * LIMIT + [False]
    assert not tries(now=NOW + 15 * MINUTE - timedelta(seconds=1))

    assert [tries(now=NOW + 15 * MINUTE) for _ in range(LIMIT + 1)] == [True] * LIMIT + [False]


def test_tries_of_an_earlier_quarter_of_an_hour_do_not_count():
    for _ in range(LIMIT - 1):
        tries()

    assert [tries(now=NOW + 15 * MINUTE) for _ in range(LIMIT)] == [True] * LIMIT
    assert not tries(now=NOW + 16 * MINUTE)


def test_a_limit_of_one_is_one_try(settings):
    settings.SIGN_IN_TRIES = 1

    assert [tries(), tries(), tries(now=NOW + 15 * MINUTE)] == [True, False, True]


def test_old_counts_are_forgotten():
    tries("old", source="there")
    one = signing_in.take_try(username="mei", source="here", now=NOW + timedelta(days=2))

    signing_in.give_back(one, now=NOW + timedelta(days=2))

    assert [count.tries for count in SignInCount.objects.all()] == [0]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_in_several_processes_get_no_further_than_one_by_one():
    """Each thread has a connection of its own, as each process has."""
    User.objects.create_user("mei", password=RIGHT, is_staff=True)
    barrier, let_through = threading.Barrier(12), []

    def attack():
        try:
            barrier.wait(60)
            let_through.append(sign_in("mei").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attack) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    # The last that was let through is told of the pause, like those that were not.
    assert sorted(let_through) == [200] * (LIMIT - 1) + [429] * (12 - LIMIT + 1)
    assert sign_in("mei", RIGHT).status_code == 429
    assert LedgerEvent.objects.filter(verb="sign_in.locked").count() == 1
