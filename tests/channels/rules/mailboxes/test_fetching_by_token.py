"""Mailboxes that take no passwords: tokens of OAuth 2, lent by a server of their own."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import close_old_connections
from django.utils import translation

from channels.adapters.email.oauth import access_token
from channels.errors import ProbeFailed
from channels.mailbox_troubles import advice_on
from channels.models import AccountToken, ChannelAccount, RawIntake
from channels.rules.connections import connecting, probing
from feedback_site.organisation.roles import Role
from tests.channels.imap.server import MailServer
from tests.channels.imap.server import serving as serving_mail
from tests.channels.rules.mailboxes.test_fetching import account_at, look, mail
from tests.channels.servers import Said, serving
from tests.factories.cases import NOW
from tests.factories.organisation import posted
from tests.side_by_side import at_once


class TokenServer:
    """Lends a new token at each question, the mailbox knowing only those it lent; or refuses."""

    def __init__(self, world):
        self.world, self.forms, self.refuses, self.rotates = world, [], None, False
        self.meanwhile = []

    def __call__(self, asked):
        self.forms.append({name: one for name, (one,) in parse_qs(asked.body.decode()).items()})
        if self.meanwhile:
            self.meanwhile.pop()()
        if self.refuses is not None:
            return self.refuses
        token = f"token-{len(self.forms)}"
        self.world.tokens = {token}
        renewed = {"refresh_token": f"refresh-{len(self.forms)}"} if self.rotates else {}
        return Said.of(
            {"access_token": token, "token_type": "Bearer", "expires_in": 3600} | renewed
        )


@pytest.fixture
def world(settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    world = MailServer()
    world.by_token = ("XOAUTH2",)
    return world


@pytest.fixture
def lender(world):
    lender = TokenServer(world)
    with serving(lender) as server, serving_mail(world) as port:
        lender.url, lender.port = f"{server.url}/token", port
        yield lender


def connected(lender, **values):
    told = {"password": "", "signs_in": "refresh_token", "token_url": lender.url, "client_id": "app",
            "refresh_token": "refresh-0", "client_secret": "hidden", **values}  # fmt: skip
    return account_at(lender.port, **told)


@pytest.mark.django_db
def test_a_token_is_fetched_kept_sealed_and_renewed_before_it_ends(world, lender):
    account = connected(lender)
    world.deliver(mail(1))

    stored = [look(account, minutes).stored for minutes in (0, 1, 56)]

    assert stored == [1, 0, 0]
    assert lender.forms == [
        {"grant_type": "refresh_token", "client_id": "app", "client_secret": "hidden",
         "refresh_token": "refresh-0"}
    ] * 2  # fmt: skip
    assert world.shown == [f"user=care\1auth=Bearer token-{n}\1\1" for n in (1, 1, 2)]
    row = AccountToken.objects.get()
    assert b"token-2" not in bytes(row.token_sealed)
    assert row.expires_at == NOW + timedelta(minutes=56 + 55)
    account.refresh_from_db()
    assert "refresh-0" not in str(account.values)
    assert "LOGIN" not in world.commands


@pytest.mark.django_db
def test_an_application_signs_in_by_itself_and_by_the_standard_way_where_that_is_offered(
    world, lender
):
    world.by_token = ("OAUTHBEARER",)
    account = connected(
        lender, signs_in="client_credentials", scope="mail/.default", refresh_token=""
    )
    world.deliver(mail(1))

    assert look(account).stored == 1
    assert lender.forms == [
        {"grant_type": "client_credentials", "client_id": "app", "client_secret": "hidden",
         "scope": "mail/.default"}
    ]  # fmt: skip
    assert world.shown == [
        f"n,a=care,\1host=127.0.0.1\1port={lender.port}\1auth=Bearer token-1\1\1"
    ]


@pytest.mark.django_db
def test_a_token_taken_back_is_renewed_once_and_a_renewed_refresh_token_is_kept(world, lender):
    account = connected(lender)
    look(account)
    world.tokens, lender.rotates = set(), True
    world.deliver(mail(1))

    assert look(account, 1).stored == 1
    account.refresh_from_db()
    assert (account.failures, account.secrets()["refresh_token"]) == (0, "refresh-2")
    assert account.secrets()["client_secret"] == "hidden"

    lender.world = MailServer()  # whatever is lent now, this mailbox does not take
    world.tokens = set()
    look(account, 2)

    account.refresh_from_db()
    assert (account.failures, len(lender.forms)) == (1, 3)
    with translation.override("en"):
        assert "IMAP.AccessAsApp" in advice_on(account.error)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refuses", "values", "error", "advice"),
    [
        (Said.of({"error": "invalid_grant", "error_description": "mei@example.com"}, 400), {},
         "The mail server refused: the token address says invalid_grant", "The refresh token no longer"),
        (Said.of({"error": "invalid_client"}, 401), {},
         "The mail server refused: the token address says invalid_client", "The client ID or the client"),
        (Said(302, b"", {"Location": "/else"}), {},
         "The mail server refused: the token address says HTTP-302", "Check the address of tokens, the"),
        (Said(503), {}, "The other side did not answer: token: HTTP 503", ""),
        (Said(200, b"<html>"), {}, "The other side did not answer: it is not JSON", ""),
        (None, {"token_url": "http://192.0.2.1/token"},
         "The mail server refused: the token address cannot be asked", "Check the address of tokens: it"),
        (None, {"token_url": "https://10.0.0.1/token"},
         "The mail server refused: the token address cannot be asked", "Check the address of tokens: it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_to_do(world, lender, refuses, values, error, advice):
    account = connected(lender, **values)
    lender.refuses = refuses

    with translation.override("en"):
        look(account)
        account.refresh_from_db()
        told = advice_on(account.error)

    assert (account.failures, account.error) == (1, error)
    assert told.startswith(advice)
    assert bool(told) == bool(advice)
    assert world.shown == []


@pytest.mark.django_db
def test_a_change_ends_the_token_on_loan(world, lender):
    account, administrator = connected(lender), posted(Role.ADMINISTRATOR)
    assert probing.try_out(account.pk, actor=administrator, now=NOW) == 0
    lender.refuses = Said.of({"error": "invalid_client"}, 400)

    connecting.change_account(
        account.pk, name="Care", is_active=True, values={"client_secret": "mistyped"},
        actor=administrator, now=NOW,
    )  # fmt: skip

    with pytest.raises(ProbeFailed):
        probing.try_out(account.pk, actor=administrator, now=NOW)
    assert lender.forms[-1]["client_secret"] == "mistyped"
    assert not RawIntake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_ask_for_one_token(world, lender):
    account = connected(lender)
    each = [ChannelAccount.objects.get(pk=account.pk) for _ in range(2)]

    found = at_once(2, lambda at: access_token(each[at], now=NOW))

    assert (found, len(lender.forms)) == (["token-1"] * 2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_refresh_token_that_is_given_while_the_old_one_is_used_stays(world, lender):
    """Nobody waits for the other side, and what it lends for the old one takes the place of nothing."""
    account, administrator = connected(lender), posted(Role.ADMINISTRATOR)
    lender.rotates = True

    def change():
        connecting.change_account(
            account.pk, name="Care", is_active=True, values={"refresh_token": "given"},
            actor=administrator, now=NOW,
        )  # fmt: skip
        close_old_connections()

    lender.meanwhile.append(change)

    assert access_token(account, now=NOW) == "token-2"
    assert [form["refresh_token"] for form in lender.forms] == ["refresh-0", "given"]
    assert ChannelAccount.objects.get().secrets()["refresh_token"] == "refresh-2"
    assert AccountToken.objects.get().value(NOW) == "token-2"
