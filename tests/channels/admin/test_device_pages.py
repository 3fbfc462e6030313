"""Devices in the back office: seen by who watches their store, changed by who supervises it."""

import pytest
from django.utils import timezone

from channels.models import CounterDevice, DeviceNumber
from feedback_site.organisation.roles import Role
from tests.channels.tablets import Tablet
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
LIST = "/admin/devices/"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def tablet(client, store):
    client.force_login(posted(Role.SUPERVISOR, store=store))
    client.cookies["django_language"] = "en"
    made = Tablet(store, client)
    for _ in range(3):
        made.keep(timezone.now())
    made.send(3)
    del made.kept[3], made.kept[2]
    made.contact()
    return made


def test_the_list_says_how_each_device_is(tablet):
    page = tablet.client.get(LIST).content.decode()

    assert "Tablet 1" in page
    assert "entries are missing" in page


def test_without_devices_the_list_says_how_one_is_set_up(client, store):
    client.force_login(posted(Role.AGENT, store=store))
    client.cookies["django_language"] = "en"

    assert "No devices yet" in client.get(LIST).content.decode()


def test_a_gap_is_shown_and_accounted_for(tablet):
    path = f"{LIST}{tablet.row.pk}/"
    page = tablet.client.get(path).content.decode()
    assert "Number 2 is missing" in page
    assert "Number 1 is missing" not in page

    refused = tablet.client.post(f"{path}explain/", {"first": 2, "last": 2, "reason": ""})
    assert (refused.status_code, DeviceNumber.objects.count()) == (422, 1)
    tablet.client.post(f"{path}explain/", {"first": 2, "last": 2, "reason": "battery died"})

    page = tablet.client.get(path).content.decode()
    assert "is missing" not in page
    assert "battery died" in page


@pytest.mark.parametrize("act", ["rename", "revoke", "reinstate", "explain"])
def test_an_agent_sees_a_device_and_changes_nothing(tablet, client, store, act):
    client.force_login(posted(Role.AGENT, store=store))
    before = CounterDevice.objects.values().get()

    page = client.get(f"{LIST}{tablet.row.pk}/")
    answer = client.post(f"{LIST}{tablet.row.pk}/{act}/", {"name": "x"})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "Take out of service" not in page.content.decode()
    assert CounterDevice.objects.values().get() == before


def test_it_is_renamed_taken_out_of_service_and_put_back(tablet):
    path = f"{LIST}{tablet.row.pk}/"
    tablet.client.post(f"{path}rename/", {"name": "Front desk"})
    tablet.client.post(f"{path}revoke/")
    out = CounterDevice.objects.get()
    tablet.client.post(f"{path}reinstate/")
    back = CounterDevice.objects.get()

    assert (out.name, out.revoked_at is not None, back.revoked_at) == ("Front desk", True, None)


def test_another_stores_devices_do_not_exist(tablet, client):
    client.force_login(posted(Role.SUPERVISOR, store=StoreFactory()))

    assert client.get(f"{LIST}{tablet.row.pk}/").status_code == 404
    assert "Tablet 1" not in client.get(LIST).content.decode()
