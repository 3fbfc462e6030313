"""Signing in: whoever owns a mailbox signs in to its mail service, and allows us to use it (RFC 6749, 4.1).

The service sends them back with a code that is worth something only together with what their own session
kept: a state that nobody guesses, and the verifier of RFC 7636.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from channels.adapters.email import oauth
from channels.errors import ConsentRefused, MailboxRefused
from channels.kinds import AccountKind
from channels.mail_accounts import REFRESH_TOKEN
from channels.mailbox_troubles import said
from channels.models import AccountToken, ChannelAccount
from channels.oauth_providers import provider_of
from channels.rules.connections.connecting import change_account
from feedback_site.ledger.canonical import body_bytes
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

# To find the password, a second factor and somebody who knows both.
LASTS = timedelta(minutes=15)
# What a consent is for: whoever changes one of these meanwhile has begun something else.
_MEANT = ("host", "user", "client_id", "provider", "tenant", "sign_in_url", "token_url", "scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A sign-in that somebody began; their session keeps it, as plain values, until they come back."""

    account_id: int
    state: str
    verifier: str
    until: str
    meant: str

    def kept(self) -> dict[str, object]:
        """Give it as a session keeps it."""
        return asdict(self)


def ask(account: ChannelAccount, *, now: datetime) -> Asked:
    """Begin a sign-in. Raises ConsentRefused where the connection does not say where that would be."""
    if not account.can_be_consented:
        raise ConsentRefused(why=_("The client ID or the address of the sign-in page is missing."))
    return Asked(
        account_id=account.pk, state=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64), until=(now + LASTS).isoformat(),
        meant=_meant(account),
    )  # fmt: skip


def address_of(asked: Asked, account: ChannelAccount) -> str:
    """Give the address at the mail service where the owner signs in."""
    provider = provider_of(account.values, account.kind)
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code", "client_id": str(account.values["client_id"]),
        "redirect_uri": account.redirect_url, "scope": provider.scopes[AccountKind(account.kind)],
        "state": asked.state, "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "login_hint": str(account.values.get("user") or ""), **provider.more,
    }  # fmt: skip
    joint = "&" if urlsplit(provider.sign_in_url).query else "?"
    return provider.sign_in_url + joint + urlencode({key: one for key, one in query.items() if one})


def take_back(
    kept: Mapping[str, Any] | None, answer: Mapping[str, str], *, actor: User, now: datetime
) -> ChannelAccount:
    """Take what the mail service sent its visitor back with, and keep the refresh token that it is worth.

    `kept` is what the visitor's session had; take it out of there first, for an answer counts once. The
    service is asked while nothing is locked. Raises ConsentRefused, MailboxRefused, NoAnswer.
    """
    asked = _asked(kept, answer.get("state", ""), now=now)
    account = ChannelAccount.objects.get(pk=asked.account_id)
    if answer.get("error") == "access_denied":
        raise ConsentRefused(why=_("The mail service says that access was not allowed."))
    if error := answer.get("error"):
        raise MailboxRefused(why=said(error))
    token = oauth.redeem(account, code=answer.get("code", ""), verifier=asked.verifier)
    if not token:
        why = _("It let you in, and gave no refresh token: offline access is missing in the scope.")
        raise ConsentRefused(why=why)
    return _keep(asked, token, actor=actor, now=now)


def _asked(kept: Mapping[str, Any] | None, state: str, *, now: datetime) -> Asked:
    """Give what was asked, where this answers it. Raises ConsentRefused."""
    asked = Asked(**kept) if kept else None
    is_ours = asked is not None and secrets.compare_digest(asked.state.encode(), state.encode())
    if asked is None or not is_ours or now >= datetime.fromisoformat(asked.until):
        why = _("This answers no sign-in that you began here within the last 15 minutes.")
        raise ConsentRefused(why=why)
    return asked


def _meant(account: ChannelAccount) -> str:
    """Give a digest of the mailbox and the application for which somebody signs in."""
    told = {code: str(account.values.get(code) or "") for code in _MEANT}
    return hashlib.sha256(body_bytes(told)).hexdigest()


@transaction.atomic
def _keep(asked: Asked, token: str, *, actor: User, now: datetime) -> ChannelAccount:
    """Seal the token; it is for the mailbox and the application that were asked for, and for no other."""
    # In the order in which whoever changes a connection locks.
    list(AccountToken.objects.select_for_update().filter(pk=asked.account_id))
    found = ChannelAccount.objects.select_for_update().get(pk=asked.account_id)
    if _meant(found) != asked.meant:
        raise ConsentRefused(why=_("The connection was changed while you signed in."))
    changed = change_account(
        found.pk, name=found.name, is_active=found.is_active,
        values={"refresh_token": token, "signs_in": REFRESH_TOKEN}, actor=actor, now=now,
    )  # fmt: skip
    subject, body = f"account:{found.pk}", {"provider": str(found.values.get("provider") or "")}
    entry = Entry(verb="account.consented", subject=subject, actor=name_of(actor), body=body)
    record([entry], now=now)
    return changed
