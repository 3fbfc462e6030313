"""The pages of connections: the kind first, then what it needs; secrets are written and never shown."""

import pytest
from django.urls import reverse
from django.utils import translation

from channels.kinds import AccountKind
from channels.mailbox_troubles import said
from channels.models import Channel, ChannelAccount
from channels.rules.connections import connecting
from feedback_site.organisation.roles import Role
from tests.channels.imap.server import MailServer, serving
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
ADD = "admin:channels_channelaccount_add"


@pytest.fixture
def admin(client):
    user = posted(Role.ADMINISTRATOR)
    client.force_login(user)
    return client


def test_the_kind_is_asked_first(admin):
    page = admin.get(reverse(ADD)).content.decode()

    assert all(f"?kind={kind}" in page for kind in AccountKind.values)


def test_a_connection_is_made_and_its_secret_is_never_shown(admin):
    address = reverse(ADD) + "?kind=line"
    line = Channel.objects.create(code="line", kind="line", name_zh_hant="LINE", name_en="LINE")
    assert "channel_secret" in admin.get(address).content.decode()

    answer = admin.post(
        address,
        {"name": "LINE", "channel": line.pk, "is_active": "on", "channel_secret": "cs-4711",
         "access_token": "at-4712"},
    )  # fmt: skip

    account = ChannelAccount.objects.get()
    assert answer.status_code == 302
    assert account.secrets() == {"channel_secret": "cs-4711", "access_token": "at-4712"}
    page = admin.get(
        reverse("admin:channels_channelaccount_change", args=(account.pk,))
    ).content.decode()
    assert "cs-4711" not in page
    assert account.callback_url in page


def test_an_empty_secret_keeps_the_old_one(admin):
    account = connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.IMAP, name="Care", actor=None, now=NOW,
        values={"host": "a.example", "user": "care", "password": "old-one"},
    )  # fmt: skip

    admin.post(
        reverse("admin:channels_channelaccount_change", args=(account.pk,)),
        {"name": "Care", "channel": account.channel_id, "is_active": "on", "host": "b.example",
         "port": "993", "security": "tls", "folder": "INBOX", "user": "care", "password": ""},
    )  # fmt: skip

    account.refresh_from_db()
    assert (account.values["host"], account.secrets()["password"]) == ("b.example", "old-one")


def test_only_channels_of_the_kind_are_offered(admin):
    page = admin.get(reverse(ADD) + "?kind=imap").content.decode()
    counter, mail = (Channel.objects.get(code=code) for code in ("counter", "mail"))

    assert f'<option value="{mail.pk}"' in page
    assert f'<option value="{counter.pk}"' not in page


def test_a_widget_is_made_with_its_websites_and_shows_the_line_to_put_into_them(admin, settings):
    web = Channel.objects.get(code="web")
    address = reverse(ADD) + "?kind=widget"

    wrong = admin.post(
        address, {"name": "Shop", "channel": web.pk, "is_active": "on", "origins": "shop.example"}
    )
    admin.post(
        address,
        {"name": "Shop", "channel": web.pk, "is_active": "on",
         "origins": "https://Shop.example/\nhttps://www.shop.example"},
    )  # fmt: skip

    account = ChannelAccount.objects.get()
    assert wrong.status_code == 200
    assert account.values == {
        "origins": "https://shop.example\nhttps://www.shop.example", "store": "",
    }  # fmt: skip
    page = admin.get(reverse("admin:channels_channelaccount_change", args=(account.pk,)))
    assert (
        f"&lt;script src=&quot;{settings.SITE_URL}/widget.js&quot; data-key=&quot;{account.public_id}&quot;"
        in page.content.decode()
    )
    assert account.callback_url == ""


def test_a_mailbox_without_a_password_is_set_up_and_says_what_to_do(admin):
    told = {
        "name": "Care", "channel": Channel.objects.get(code="mail").pk, "is_active": "on",
        "host": "imap.gmail.com", "port": "993", "security": "tls", "folder": "INBOX", "user": "care",
        "signs_in": "refresh_token", "client_id": "app", "vouches": "exchange_online",
    }  # fmt: skip
    address = reverse(ADD) + "?kind=imap"
    wrong = admin.post(address, told)
    errors = wrong.context["adminform"].form.errors
    assert sorted(errors) == ["token_url", "vouches"]

    admin.post(
        address,
        {**told, "token_url": "https://oauth2.example/token", "refresh_token": "rt-4711",
         "vouches": "named"},
    )  # fmt: skip

    account = ChannelAccount.objects.get()
    assert account.secrets() == {"password": "", "client_secret": "", "refresh_token": "rt-4711"}
    connecting.note_failure(account, f"The mail server refused: {said('invalid_grant')}", now=NOW)
    page = admin.get(
        reverse("admin:channels_channelaccount_change", args=(account.pk,)),
        headers={"Accept-Language": "en"},
    ).content.decode()
    assert "The refresh token no longer holds" in page
    assert reverse("admin:channels_account_try", args=(account.pk,)) in page
    assert "rt-4711" not in page


@pytest.mark.parametrize(("start", "words"), [("now", "stays untouched"), ("all", "opens a case")])
def test_a_mailbox_is_tried_and_says_how_much_lies_there_before_any_is_taken_in(
    admin, start, words
):
    world = MailServer()
    for number in (1, 2):
        world.deliver(b"Subject: %d\r\n\r\nx" % number)
    with serving(world) as port, translation.override("en"):
        account = connecting.make_account(
            Channel.objects.get(code="mail"), kind=AccountKind.IMAP, name="Care", actor=None,
            now=NOW,
            values={"host": "127.0.0.1", "port": port, "security": "none", "user": "care",
                    "password": "secret words", "start": start},
        )  # fmt: skip
        url = reverse("admin:channels_account_try", args=(account.pk,))
        answer = admin.post(url, follow=True, headers={"Accept-Language": "en"})

    told = [str(one) for one in answer.context["messages"]]
    assert len(told) == 2
    assert told[1].startswith("2 mails lie in the folder.")
    assert words in told[1]
    assert world.fetched == []
