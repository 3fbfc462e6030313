"""A connection's pages: how it is set up, trying it out, and the mapping on an example."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from channels.models import ChannelAccount
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels.messengers.conftest import *  # noqa: F403 the connections and their other sides
from tests.channels.messengers.conftest import connected
from tests.channels.texts.conftest import connected as texting
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(posted(Role.ADMINISTRATOR))
    return client


def change_page(account):
    return reverse("admin:channels_channelaccount_change", args=(account.pk,))


@pytest.fixture
def sms():
    return texting()


@pytest.mark.parametrize("name", ["wechat", "line", "webhook", "sms"])
def test_the_page_says_how_it_is_set_up(admin, request, name):
    account = request.getfixturevalue(name)

    page = admin.get(change_page(account)).content.decode()

    assert f'<code id="callback-address">{account.callback_url}</code>' in page
    assert 'data-copy="callback-address"' in page
    assert "account-steps" in page
    for secret in account.secrets().values():
        assert not secret or secret not in page


def test_a_test_that_works_is_said_and_kept(admin, line, line_server):
    answer = admin.post(reverse("admin:channels_account_try", args=(line.pk,)), follow=True)

    line.refresh_from_db()
    assert (line.worked_at is not None, line.failures) == (True, 0)
    assert line_server.server.paths() == ["/v2/bot/info"]
    assert LedgerEvent.objects.filter(verb="account.tried", subject=f"account:{line.pk}").exists()
    assert len(list(answer.context["messages"])) == 1


@pytest.mark.parametrize("name", ["wechat", "line"])
def test_a_test_that_fails_says_why(admin, request, name):
    account = request.getfixturevalue(name)
    server = request.getfixturevalue(f"{name}_server")
    server.token = server.secret = "changed"

    answer = admin.post(reverse("admin:channels_account_try", args=(account.pk,)), follow=True)

    account.refresh_from_db()
    assert (account.failures, account.worked_at) == (1, None)
    assert account.error in str(next(iter(answer.context["messages"])))
    assert "appsecret" in account.error or "Authentication" in account.error


def test_a_test_of_another_messenger_is_posted_and_signed(admin, shop_server):
    account = connected(
        "webhook", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        reply_url=f"{shop_server.server.url}/r",
    )  # fmt: skip
    admin.post(reverse("admin:channels_account_try", args=(account.pk,)))

    (asked,) = shop_server.taken
    assert asked.json["type"] == "test"
    assert asked.headers["webhook-signature"].startswith("v1,")


def mapping_of(account):
    return reverse("admin:channels_account_mapping", args=(account.pk,))


PATHS = {"text_path": "/message/words", "handle_path": "/who", "files_path": "/files/*"}


def test_an_example_shows_what_is_found_and_changes_nothing(admin, webhook):
    example = json.dumps({"message": {"words": "<b>黃</b>"}, "who": 7, "files": ["https://a/1"]})
    before = dict(webhook.values)

    page = admin.post(mapping_of(webhook), {**PATHS, "example": example, "preview": ""})

    text = page.content.decode()
    assert page.status_code == 200
    assert "&lt;b&gt;黃&lt;/b&gt;" in text
    assert "https://a/1" in text
    webhook.refresh_from_db()
    assert webhook.values == before


def test_a_mapping_is_kept_with_everything_else_as_it_was(admin, webhook):
    known = webhook.secrets()
    answer = admin.post(mapping_of(webhook), {**PATHS, "save": ""})

    webhook.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, change_page(webhook))
    assert {code: webhook.values[code] for code in PATHS} == PATHS
    assert webhook.values["name_path"] == ""
    assert webhook.secrets() == known


@pytest.mark.parametrize(
    "wrong", [{"text_path": "message"}, {"example": "{no json", "text_path": "/text"}]
)
def test_a_wrong_path_or_example_is_named(admin, webhook, wrong):
    page = admin.post(mapping_of(webhook), {**PATHS, **wrong, "preview": ""})

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {next(iter(wrong))}
    assert ChannelAccount.objects.get().values == webhook.values


def test_the_example_begins_with_the_mapping_in_force(admin, webhook):
    page = admin.get(mapping_of(webhook)).content.decode()

    assert 'value="/from/id"' in page


def test_a_secret_that_is_none_is_refused(admin, webhook):
    with translation.override("en"):
        page = admin.post(
            change_page(webhook),
            {"name": "x", "channel": webhook.channel_id, "is_active": "on", "secret": "short"},
        )

    assert "secret" in page.context["adminform"].form.errors
    webhook.refresh_from_db()
    assert webhook.secrets()["secret"].startswith("whsec_")
