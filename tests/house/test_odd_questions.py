"""What no page ever sends: it is refused in words, and is never an error of ours."""

import pytest
from django.urls import reverse

from tests.house import world as worlds
from tests.house.asking import rolled_back

NUL = "a\0b"
# Each was looked up as it came.
ASKED = [("channels:notice", "version"), ("channels:poster", "store"), ("admin:cases_views", "q")]
REVERSED = ("-1", "9999-12-31", "²", "admin")


@pytest.fixture(scope="module")
def chief(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        world = worlds.for_one()
        yield world.viewers["chief"].client, world.of(world.viewers["chief"], "own")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "key"), ASKED)
def test_a_nul_is_a_bad_request(chief, name, key):
    client, _objects = chief

    answer = client.get(reverse(name), {key: NUL})

    assert answer.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("back", REVERSED)
def test_where_to_lead_back_is_an_address_or_nothing(chief, back):
    client, objects = chief
    case = objects.case.reference

    note = reverse("admin:cases_case_note", kwargs={"reference": case})
    answer = client.post(note, {"text": "note", "next": back})
    again = reverse("admin:channels_outbox_again", kwargs={"pk": objects.outgoing.pk})
    sent = client.post(again, {"next": back})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert sent["Location"] == reverse("admin:channels_outbox")


@pytest.mark.django_db
def test_after_the_last_day_there_is_no_edition(chief):
    client, _objects = chief

    answer = client.get(reverse("admin:cases_categories_on"), {"on": "9999-12-31"})

    assert answer["Location"] == reverse("admin:cases_categories")


@pytest.mark.django_db
def test_a_list_a_hundred_thousand_deep_is_no_contact_of_a_device(chief):
    client, _objects = chief
    contact = reverse("channels:device_contact")

    answer = client.post(contact, "[" * 100_000, content_type="application/json")

    assert answer.status_code == 400
