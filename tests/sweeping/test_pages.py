"""What could not be done stands in the menu, on the first page and on a page of its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback_site.organisation.roles import Role
from feedback_site.sweeping.models import StuckRow
from feedback_site.sweeping.sweeps import known_sweeps
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db


def put_aside(number, *, sweep="cases.ring"):
    now = timezone.now()
    return StuckRow.objects.create(
        sweep=sweep, row_id=number, label=f"FB-{number:04}", tries=3, reason="ValueError in x.py, line 3",
        first_failed_at=now, last_failed_at=now, next_try_at=now + timedelta(minutes=4),
    )  # fmt: skip


@pytest.fixture
def agent(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def test_the_page_says_what_why_and_when(client, agent):
    put_aside(7)

    text = client.get(reverse("admin:sweeping_stuck")).text

    for words in ("Tell of a time limit", "FB-0007", "ValueError in x.py, line 3", "Try again now"):
        assert words in text


def test_it_is_counted_in_the_menu_and_on_the_first_page(client, agent):
    address = reverse("admin:sweeping_stuck")
    tiles = client.get(reverse("admin:index")).context["needs"]
    assert address not in [tile.url for tile in tiles]
    put_aside(7)
    put_aside(8)

    answer = client.get(reverse("admin:index"))

    tile = next(tile for tile in answer.context["needs"] if tile.url == address)
    assert (tile.count, tile.is_urgent) == ("2", True)
    assert answer.text.count(f'href="{address}"') == 2


def test_nothing_stuck_says_so(client, agent):
    assert "Nothing is stuck" in client.get(reverse("admin:sweeping_stuck")).text


def test_trying_again_ends_the_rest(client, agent):
    row = put_aside(7)

    answer = client.post(reverse("admin:sweeping_stuck_again", args=[row.pk]), follow=True)

    row.refresh_from_db()
    assert row.next_try_at <= timezone.now()
    assert "tried again within seconds" in answer.text


def test_who_watches_one_store_sees_none_of_the_whole_chain(client):
    row = put_aside(7)
    client.force_login(posted(Role.SUPERVISOR, store=StoreFactory()))

    assert "FB-0007" not in client.get(reverse("admin:sweeping_stuck")).text
    assert client.post(reverse("admin:sweeping_stuck_again", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_at_1_and_30_rows(client, agent, rows, django_assert_num_queries):
    for number in range(rows):
        put_aside(number)

    # Session, person, postings; rows, their number; the numbers of the menu.
    with django_assert_num_queries(11):
        client.get(reverse("admin:sweeping_stuck"))


def test_every_sweep_says_what_it_does():
    assert sorted(sweep.code for sweep in known_sweeps()) == [
        "cases.acknowledge", "cases.adopt_policy", "cases.appointments", "cases.carry_category",
        "cases.clear_files", "cases.climb",
        "cases.compare", "cases.consult", "cases.continue", "cases.give", "cases.grade",
        "cases.hand_over", "cases.name_chat", "cases.open", "cases.orders", "cases.own_chat",
        "cases.prove", "cases.raise", "cases.recalculate", "cases.ring", "cases.run_incident",
        "cases.spot",
        "cases.take_back", "cases.take_in", "cases.take_in_chat", "cases.take_in_reply",
        "cases.tell_incident",
        "cases.tier", "channels.assist", "channels.compare",
        "channels.end_chat", "channels.forget_purchases",
        "channels.read", "channels.send", "channels.send_chat",
        "reports.count", "reports.renew", "surveys.end", "surveys.plan",
    ]  # fmt: skip
    assert all(str(sweep.title) for sweep in known_sweeps())
