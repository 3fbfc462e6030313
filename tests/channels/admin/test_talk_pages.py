"""Talks in the back office: held by a moderator, seen by them, each statement pressed once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from channels.models import Statement, Talk
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.channels.rules.manual_entry.test_listening import held
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
TALKS = "admin:channels_talks"


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT, store=StoreFactory())
    client.force_login(user)
    return user


def form(**more):
    return {
        "kind": "interview", "subject": "Waiting", "held_at": "2026-05-04T10:00",
        "participants": "P1\nP2", "has_consent": "on", **more,
    }  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_only_those_who_talk_with_customers_hold_talks(client, role):
    client.force_login(posted(role))
    may = Ability.CALL_BACK in ABILITIES[role]

    assert client.get(reverse(TALKS)).status_code == (200 if may else 403)
    assert client.post(reverse(TALKS), form()).status_code == (302 if may else 403)
    assert Talk.objects.count() == may


@pytest.mark.parametrize(
    "values", [{"participants": " \n "}, {"kind": "party"}, {"held_at": "soon"}, {"subject": ""}]
)
def test_a_talk_that_is_not_told_whole_is_not_kept(client, agent, values):
    assert client.post(reverse(TALKS), form(**values)).status_code == 422
    assert not Talk.objects.exists()


def test_statements_are_noted_and_a_second_press_is_none(client, agent):
    client.post(reverse(TALKS), form())
    talk = Talk.objects.get()
    page = reverse("admin:channels_talk_note", args=(talk.pk,))

    for _ in range(2):
        assert (
            client.post(page, {"participant": "P2", "text": "等太久", "stamp": "a"}).status_code
            == 302
        )
    client.post(page, {"participant": "P2", "text": "等太久", "stamp": "b"})

    assert Statement.objects.count() == 2
    shown = client.get(reverse("admin:channels_talk", args=(talk.pk,))).content.decode()
    assert shown.count("等太久") == 2
    assert talk.moderator == agent


@pytest.mark.parametrize("values", [{"participant": "P9"}, {"text": ""}, {"email": "nobody"}])
def test_a_statement_that_is_not_whole_is_not_noted(client, agent, values):
    talk = held(agent)
    said = {"participant": "P1", "text": "x", **values}

    answer = client.post(reverse("admin:channels_talk_note", args=(talk.pk,)), said)

    assert answer.status_code == 422
    assert not Statement.objects.exists()


def test_a_colleagues_talk_is_seen_only_by_those_who_reach_the_chain(client, agent):
    talk = held(posted(Role.AGENT))
    address = reverse("admin:channels_talk", args=(talk.pk,))

    assert client.get(address).status_code == 404
    client.force_login(posted(Role.MANAGER))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_lists_cost_the_same(client, agent, number, django_assert_num_queries):
    for at in range(number):
        talk = held(agent)
        page = reverse("admin:channels_talk_note", args=(talk.pk,))
        client.post(page, {"participant": "P1", "text": f"x {at}", "stamp": str(at)})
    client.get(reverse(TALKS))

    with django_assert_num_queries(9):
        client.get(reverse(TALKS))
    assert Talk.objects.filter(held_at__lt=timezone.now()).count() == number
