"""Signing in for a mailbox: to a mail service and back, with a refresh token or with what went wrong."""

import base64
import hashlib
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from channels.kinds import AccountKind
from channels.models import AccountToken, Channel, ChannelAccount
from channels.rules.connections import connecting
from channels.rules.mailboxes import signing_in
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels.servers import Said, serving
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
BACK = "admin:channels_account_consented"


class AuthorizationServer:
    """Gives a refresh token for the code it gave out, to whoever has the verifier of the challenge."""

    def __init__(self):
        self.challenge, self.answer, self.forms = "", None, []

    def __call__(self, asked):
        form = {name: one for name, (one,) in parse_qs(asked.body.decode()).items()}
        self.forms.append(form)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return Said.of({"error": "invalid_grant"}, 400)
        return self.answer or Said.of(
            {"access_token": "at", "refresh_token": "rt-4711", "expires_in": 3600}
        )


@pytest.fixture
def service(settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    service = AuthorizationServer()
    with serving(service) as server:
        service.url = server.url
        yield service


@pytest.fixture
def account(service):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.IMAP, name="Care", actor=None, now=NOW,
        values={"host": "imap.example.com", "user": "care@example.com", "signs_in": "refresh_token",
                "client_id": "app", "client_secret": "hidden", "scope": "mail offline",
                "sign_in_url": f"{service.url}/authorize?realm=shop",
                "token_url": f"{service.url}/token"},
    )  # fmt: skip


@pytest.fixture
def admin(client):
    client.force_login(posted(Role.ADMINISTRATOR))
    return client


def begun(admin, account, service):
    """Press the button, go on to the service, and give what it sends one back with."""
    page = admin.post(reverse("admin:channels_account_consent", args=(account.pk,)))
    (link,) = re.findall(r'href="(http[^"]+/authorize[^"]*)"', page.content.decode())
    asked = {key: one for key, (one,) in parse_qs(urlsplit(unescape(link)).query).items()}
    service.challenge = asked["code_challenge"]
    return asked


def back(admin, **query):
    answer = admin.get(reverse(BACK), query, headers={"Accept-Language": "en"}, follow=True)
    return [str(one) for one in answer.context["messages"]], answer


def test_the_owner_signs_in_and_the_permission_is_kept_sealed(admin, account, service, settings):
    AccountToken.objects.create(account=account)
    asked = begun(admin, account, service)
    told, page = back(admin, state=asked["state"], code="code-1")
    again, _page = back(admin, state=asked["state"], code="code-1")

    redirect_uri = f"{settings.SITE_URL}{reverse(BACK)}"
    assert {key: asked[key] for key in asked.keys() - {"state", "code_challenge"}} == {
        "realm": "shop", "response_type": "code", "client_id": "app", "redirect_uri": redirect_uri,
        "scope": "mail offline", "code_challenge_method": "S256", "login_hint": "care@example.com",
    }  # fmt: skip
    (form,) = service.forms
    assert len(form.pop("code_verifier")) >= 43
    assert form == {
        "grant_type": "authorization_code", "code": "code-1", "redirect_uri": redirect_uri,
        "client_id": "app", "client_secret": "hidden",
    }  # fmt: skip
    account.refresh_from_db()
    assert account.secrets()["refresh_token"] == "rt-4711"
    assert b"rt-4711" not in bytes(account.secrets_sealed)
    assert "rt-4711" not in page.content.decode()
    assert told[0].startswith("Signed in.")
    assert again[0].startswith("This answers no sign-in that you began here")
    assert LedgerEvent.objects.filter(verb="account.consented").count() == 1


def test_what_goes_wrong_is_said_and_changes_nothing(admin, account, service, monkeypatch):
    nobodys = "This answers no sign-in that you began here"
    for case, words in (
        ("denied", "The mail service says that access was not allowed. Nothing was changed"),
        ("error", "The mail server refused: the token address says server_error"),
        ("forged", nobodys), ("late", nobodys), ("stranger", nobodys),
        ("stolen", "The mail server refused: the token address says invalid_grant"),
        ("offline", "It let you in, and gave no refresh token"),
        ("away", "The other side did not answer: token: HTTP 503"),
        ("changed", "The connection was changed while you signed in."),
    ):  # fmt: skip
        query = _wrong(case, admin, account, service, monkeypatch)
        told, _page = back(admin, **query)
        monkeypatch.undo()
        service.answer = None

        account.refresh_from_db()
        assert told[0].startswith(words), case
        assert account.secrets()["refresh_token"] == ""
    assert not LedgerEvent.objects.filter(verb="account.consented").exists()


def _wrong(case, admin, account, service, monkeypatch):
    """Begin a sign-in, let something go wrong with it, and give what one comes back with."""
    asked = begun(admin, account, service)
    query = {"state": asked["state"], "code": "code-1"}
    match case:
        case "denied" | "error":
            query["error"] = "access_denied" if case == "denied" else "server_error"
        case "forged":
            query["state"] = "another"
        case "late":
            late = timezone.now() + signing_in.LASTS
            monkeypatch.setattr(timezone, "now", lambda: late)
        case "stranger":
            admin.force_login(posted(Role.ADMINISTRATOR))
        case "stolen":
            service.challenge = "of another session"
        case "offline":
            service.answer = Said.of({"access_token": "at"})
        case "away":
            service.answer = Said(503)
        case "changed":
            ChannelAccount.objects.update(values={**account.values, "user": "other@example.com"})
    return query


@pytest.mark.parametrize(
    ("provider", "kind", "address", "scope", "token_url"),
    [
        ("google", AccountKind.IMAP, "https://accounts.google.com/o/oauth2/v2/auth",
         "https://mail.google.com/", "https://oauth2.googleapis.com/token"),
        ("microsoft", AccountKind.SMTP,
         "https://login.microsoftonline.com/shop.example/oauth2/v2.0/authorize",
         "https://outlook.office.com/SMTP.Send offline_access",
         "https://login.microsoftonline.com/shop.example/oauth2/v2.0/token"),
    ],
)  # fmt: skip
def test_of_the_known_services_all_is_known(admin, provider, kind, address, scope, token_url):
    account = connecting.make_account(
        Channel.objects.get(code="mail"), kind=kind, name="Care", actor=None, now=NOW,
        values={"host": "mail.example.com", "user": "care@example.com", "client_id": "app",
                "signs_in": "refresh_token", "provider": provider, "tenant": "shop.example"},
    )  # fmt: skip
    page = admin.get(reverse("admin:channels_channelaccount_change", args=(account.pk,)))
    asked = urlsplit(signing_in.address_of(signing_in.ask(account, now=NOW), account))

    assert account.redirect_url in page.content.decode()
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == address
    assert parse_qs(asked.query)["scope"] == [scope]
    assert signing_in.provider_of(account.values, account.kind).token_url == token_url
