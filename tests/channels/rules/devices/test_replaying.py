"""Two at once: a device that sends an entry twice in one moment has sent it once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from channels.models import CounterDevice, DeviceNumber, RawIntake, ReservedReference
from channels.rules.connections.founding import found_channels
from channels.rules.reserving import BLOCK
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.channels.tablets import Tablet
from tests.factories.organisation import StoreFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tablet():
    found_channels()
    forget()
    store = StoreFactory()
    return Tablet(store, signed_in(posted(Role.CLERK, store=store)))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_an_entry_sent_twice_at_once_is_one(tablet):
    tablet.contact()
    number = tablet.keep(timezone.now() - timedelta(hours=1))
    clients = [signed_in(posted(Role.CLERK, store=tablet.row.store)) for _ in range(2)]

    answers = at_once(2, lambda n: tablet.send(number, client=clients[n]))

    assert sorted(one.status_code for one in answers) == [200, 201]
    assert len({one.json()["reference"] for one in answers}) == 1
    assert (RawIntake.objects.count(), DeviceNumber.objects.count()) == (1, 1)
    assert Case.objects.get().reference == answers[0].json()["reference"]


def test_two_numbers_at_once_leave_no_gap(tablet):
    tablet.contact()
    numbers = [tablet.keep(timezone.now(), text=f"第 {n} 件") for n in range(2)]
    clients = [signed_in(posted(Role.CLERK, store=tablet.row.store)) for _ in range(2)]

    at_once(2, lambda n: tablet.send(numbers[n], client=clients[n]))

    assert CounterDevice.objects.values_list("gapless_to", "highest").get() == (2, 2)


def test_two_reports_at_once_fill_the_block_up_once(tablet):
    clients = [signed_in(posted(Role.CLERK, store=tablet.row.store)) for _ in range(2)]
    twins = [Tablet.__new__(Tablet) for _ in clients]
    for twin, client in zip(twins, clients, strict=True):
        vars(twin).update(vars(tablet), client=client)

    at_once(2, lambda n: twins[n].contact())

    assert ReservedReference.objects.count() == BLOCK
    assert [len(twin.block) for twin in twins] == [BLOCK, BLOCK]
