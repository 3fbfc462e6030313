"""The page of reconciliation, its days, and its file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from channels.rules import intake
from channels.rules.monitoring import reconciling
from channels.rules.monitoring.sweeping import Finding
from feedback_site.organisation.roles import Role
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def watcher(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    return user


def take(channel):
    return intake.take(channel=channel, body=b"text=Torn", content_type=FORM, now=timezone.now())


def get(client, name, *args, query=""):
    return client.get(reverse(f"admin:{name}", args=args) + query).content.decode()


def test_it_says_first_whether_all_adds_up_and_leads_to_the_items(client, watcher):
    channel = ChannelFactory(name_en="Box at the door")
    raw = take(channel)
    assert "Nothing has been reconciled yet" in get(client, "channels_accounts")
    reconciling.keep([], now=timezone.now())

    assert "Everything adds up" in get(client, "channels_accounts")
    finding = Finding(code="no_intake.accounted", channel=channel.code, subject=f"intake:{raw.pk}")
    (wrong,) = reconciling.keep([finding], now=timezone.now())
    page = get(client, "channels_accounts")
    assert "1 day of a channel does not add up." in page
    assert "Box at the door" in page
    day = get(client, "channels_account_day", wrong.pk)
    assert "the ledger does not know what became of it" in day
    assert raw.reference in day
    assert raw.reference not in get(client, "channels_account_day", wrong.pk, query="?became=spam")


def test_the_file_holds_the_same(client, watcher):
    channel = ChannelFactory()
    take(channel)
    reconciling.keep([], now=timezone.now())

    lines = get(client, "channels_accounts_file", query=f"?channel={channel.code}").splitlines()

    day = timezone.localdate()
    assert lines[1].startswith(f"{day},{channel.code},1,1,0,")
    assert len(lines) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same(client, watcher, number, django_assert_num_queries):
    for _ in range(number):
        take(ChannelFactory())
    reconciling.keep([], now=timezone.now() + timedelta(seconds=1))
    get(client, "channels_accounts")

    with django_assert_num_queries(11):
        get(client, "channels_accounts")
