"""Floods at the forms: nobody ordinary notices; above it a sum, a wait, and an end."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from channels.models import RawIntake
from channels.views.floods import CALM, PROVED, SITE, SLOW
from feedback_site.floods.gates import source_of
from tests.channels.views.test_feedback import URL, WORDS, said
from tests.doors import PNG
from tests.floods.solving import solve

pytestmark = pytest.mark.django_db
HERE, THERE = "203.0.113.1", "203.0.113.2"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def clock():
    """A window begins, so that none ends within a test."""
    begin = timezone.now().replace(minute=20, second=1)
    with time_machine.travel(begin, tick=False) as traveller:
        yield traveller


def send(client, number, *, source=HERE, **more):
    return client.post(URL, said(text=f"{WORDS} {number}", **more), REMOTE_ADDR=source)


def fill(client, source=HERE, gate=CALM):
    for number in range(gate.limit):
        assert send(client, number, source=source).status_code == 302


def test_an_ordinary_customer_is_asked_for_nothing(client):
    assert 'data-proof="' not in client.get(URL).content.decode()
    assert send(client, 1).status_code == 302


def test_above_the_calm_number_a_sum_is_asked_and_with_it_the_form_is_taken(client):
    fill(client)
    assert send(client, 98).status_code == 302  # the one that goes without, slowly

    asked = send(client, 99)

    assert asked.status_code == 429
    assert WORDS in asked.content.decode()
    assert int(asked["Retry-After"]) <= SLOW.seconds
    assert RawIntake.objects.count() == CALM.limit + 1
    proof = solve(asked.context["challenge"])
    assert send(client, 99, proof=proof).status_code == 302
    assert send(client, 100, proof=proof).status_code == 429
    assert RawIntake.objects.count() == CALM.limit + 2


def test_who_opens_the_form_meanwhile_gets_the_sum_at_once_and_others_do_not(client):
    fill(client)

    assert client.get(URL, REMOTE_ADDR=HERE).context["challenge"]
    assert not client.get(URL, REMOTE_ADDR=THERE).context["challenge"]
    assert send(client, 1, source=THERE).status_code == 302


def test_without_javascript_it_goes_on_more_slowly(client, clock):
    fill(client)

    assert [send(client, n).status_code for n in range(100, 104)] == [302, 429, 429, 429]
    clock.shift(timedelta(seconds=SLOW.seconds))
    assert [send(client, n).status_code for n in range(200, 202)] == [302, 429]


def test_nobody_sends_without_end_whatever_they_reckon(client):
    fill(client)
    for _ in range(PROVED.limit):
        PROVED.admits(source_of(RequestFactory(REMOTE_ADDR=HERE).get(URL)), now=timezone.now())

    answer = send(client, 500, proof=solve(client.get(URL, REMOTE_ADDR=HERE).context["challenge"]))

    assert answer.status_code == 429
    assert RawIntake.objects.count() == CALM.limit


def test_many_sources_together_are_a_flood_too(client):
    for _ in range(SITE.limit):
        SITE.admits("everybody", now=timezone.now())

    page = client.get(URL, REMOTE_ADDR=THERE)

    assert page.context["challenge"]
    assert send(client, 1, source=THERE, proof=solve(page.context["challenge"])).status_code == 302


def test_photographs_have_to_be_chosen_again_and_the_page_says_so(client):
    fill(client)
    send(client, 98)
    photo = SimpleUploadedFile("1.png", PNG, "image/png")

    assert send(client, 99, photos=photo).context["photos_are_gone"]
