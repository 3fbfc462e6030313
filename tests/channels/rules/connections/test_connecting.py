"""Connections: what they must be told, that secrets stay secret, and how they are."""

from datetime import timedelta

import pytest
from django.utils import translation

from channels.errors import WrongAccount
from channels.kinds import AccountKind
from channels.models import Channel, ChannelAccount
from channels.rules.connections import connecting
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.sealing import CannotUnseal, new_key
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
MAILBOX = {"host": "imap.example.com", "user": "care@example.com", "password": "pass-4711"}


def mailbox(**more):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.IMAP, name="Care", actor=None, now=NOW,
        values={**MAILBOX, **more},
    )  # fmt: skip


def test_settings_are_read_and_secrets_are_sealed():
    account = ChannelAccount.objects.get(pk=mailbox().pk)

    assert account.values == {
        "host": "imap.example.com", "security": "tls", "port": 993, "user": "care@example.com",
        "folder": "INBOX", "handled_folder": "Feedback handled", "failed_folder": "Feedback failed",
        "authority": "", "start": "now", "checked_by": "", "vouches": "named", "signs_in": "password",
        "provider": "other_service", "tenant": "", "sign_in_url": "", "token_url": "", "client_id": "",
        "scope": "",
    }  # fmt: skip
    assert account.secrets() == {
        "password": "pass-4711", "client_secret": "", "refresh_token": "",
    }  # fmt: skip
    assert b"pass-4711" not in bytes(account.secrets_sealed)


def test_sealed_secrets_belong_to_their_account():
    account = mailbox()
    account.wrapped_key = new_key()

    with pytest.raises(CannotUnseal):
        account.secrets()


def test_what_is_missing_is_named_and_nothing_is_made():
    with translation.override("en"), pytest.raises(WrongAccount) as refused:
        mailbox(host="")

    assert refused.value.facts == {"why": "server"}
    assert not ChannelAccount.objects.exists()


def test_a_mailbox_is_no_way_to_a_counter():
    with pytest.raises(WrongAccount):
        connecting.make_account(
            Channel.objects.get(code="counter"), kind=AccountKind.IMAP, name="x", actor=None, now=NOW,
            values=MAILBOX,
        )  # fmt: skip

    assert not ChannelAccount.objects.exists()


def test_a_secret_that_is_not_given_stays_and_a_change_forgets_failures():
    account = mailbox()
    connecting.note_failure(account, "login refused", now=NOW)
    assert (account.failures, account.error) == (1, "login refused")

    changed = connecting.change_account(
        account.pk, name="Care 2", is_active=True, values={"host": "mail.example.com"},
        actor=posted(Role.ADMINISTRATOR), now=NOW,
    )  # fmt: skip

    assert changed.secrets()["password"] == "pass-4711"
    assert (changed.values["host"], changed.values["user"]) == (
        "mail.example.com",
        "care@example.com",
    )
    assert (changed.failures, changed.error) == (0, "")


def test_the_ledger_names_what_was_set_and_no_secret():
    account = mailbox()

    event = LedgerEvent.objects.get(subject=f"account:{account.pk}")
    body = bytes(LedgerContent.objects.get(event_id=event.pk).body)
    assert (event.verb, b"password" in body, b"pass-4711" in body) == ("account.made", True, False)


def test_success_keeps_the_place_and_failure_does_not_lose_it():
    account = mailbox()
    connecting.note_success(account, now=NOW, cursor={"uid": 7})
    connecting.note_failure(account, "no route", now=NOW + timedelta(minutes=1))

    account.refresh_from_db()
    assert (account.cursor, account.worked_at, account.failures) == ({"uid": 7}, NOW, 1)


@pytest.mark.parametrize(
    ("host", "vouches", "checker"),
    [
        ("outlook.office365.com", "exchange_online", "exchange online"),
        ("partner.outlook.cn", "exchange_online", "exchange online"),
        ("outlook.office365.com.mallory.example", "exchange_online", None),
        ("outlook.office365.com", "named", "mx.our.example"),
    ],
)
def test_exchange_online_vouches_only_for_mail_that_lies_there(host, vouches, checker):
    account = mailbox(host=host, vouches=vouches, checked_by="mx.our.example")

    assert account.mail_context().get("checked_by") == checker
