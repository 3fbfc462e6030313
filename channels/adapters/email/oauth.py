"""Access tokens for mailboxes (OAuth 2, RFC 6749): by a refresh token, or by the application itself.

A person who signs in and allows it brings a code, which is given for the first refresh token (4.1, RFC 7636).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from channels.adapters.addressing import document_of
from channels.adapters.tokens import Loan, token_on_loan
from channels.errors import ForbiddenAddress, MailboxRefused, NoAnswer
from channels.mail_accounts import PASSWORD, REFRESH_TOKEN
from channels.mailbox_troubles import NO_TOKEN_SERVER, NOBODY_SIGNED_IN, said
from channels.models import ChannelAccount
from channels.oauth_providers import provider_of
from channels.transport import http

# Where a token says nothing of how long it holds.
LASTS = timedelta(hours=1)
_MOST_BYTES = 256 * 1024


def way_in(account: ChannelAccount) -> str:
    """Say how an account signs in; those of before there was a choice use their password."""
    return str(account.values.get("signs_in") or PASSWORD)


def access_token(account: ChannelAccount, *, now: datetime, stale: str = "") -> str:
    """Give the access token in force; `stale` is one that the mail server no longer takes.

    Raises MailboxRefused where no token is given out, NoAnswer where a later try may get one.
    """
    return token_on_loan(account, _new_token, now=now, stale=stale)


def redeem(account: ChannelAccount, *, code: str, verifier: str) -> str:
    """Give the refresh token for a code that a sign-in has brought; "" where none came with the access.

    Raises MailboxRefused where it is not given out, NoAnswer where a later try may get it.
    """
    told = _posted(
        account,
        {
            "grant_type": "authorization_code", "code": code, "code_verifier": verifier,
            "redirect_uri": account.redirect_url,
            "client_id": str(account.values.get("client_id") or ""),
            "client_secret": account.secrets().get("client_secret", ""),
        },
    )  # fmt: skip
    if not told.get("access_token"):
        raise MailboxRefused(why=said(str(told.get("error") or "")))
    return str(told.get("refresh_token") or "")


def _new_token(account: ChannelAccount) -> Loan:
    known = account.secrets()
    if way_in(account) == REFRESH_TOKEN and not known.get("refresh_token"):
        raise MailboxRefused(why=NOBODY_SIGNED_IN)
    told = _asked(account, known)
    given = str(told.get("access_token") or "")
    if not given:
        raise MailboxRefused(why=said(str(told.get("error") or "")))
    renewed = str(told.get("refresh_token") or "")
    used = known.get("refresh_token", "")
    is_renewed = renewed and way_in(account) == REFRESH_TOKEN and renewed != used
    seconds = str(told.get("expires_in") or "")
    lasts = timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdecimal() else LASTS
    # It takes the place of the one that was used (section 6).
    taken_back = {"refresh_token": (used, renewed)} if is_renewed else {}
    return Loan(token=given, lasts=lasts, renewed=taken_back)


def _asked(account: ChannelAccount, known: dict[str, str]) -> dict[str, object]:
    values, way = account.values, way_in(account)
    form = {
        "grant_type": way, "client_id": str(values.get("client_id") or ""),
        "client_secret": known.get("client_secret", ""), "scope": str(values.get("scope") or ""),
        "refresh_token": known.get("refresh_token", "") if way == REFRESH_TOKEN else "",
    }  # fmt: skip
    return _posted(account, form)


def _posted(account: ChannelAccount, form: Mapping[str, str]) -> dict[str, object]:
    """Post the question and read the answer, which is a JSON object also where it is a refusal (5.2)."""
    content = urlencode({name: value for name, value in form.items() if value}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = http.ask(
            "POST", _address(account), headers=headers, content=content, is_typed=True,
            most_bytes=_MOST_BYTES,
        )  # fmt: skip
    except ForbiddenAddress as error:
        raise MailboxRefused(why=NO_TOKEN_SERVER) from error
    if answer.status >= 500 or answer.status == 429:
        raise NoAnswer(why=f"token: HTTP {answer.status}")
    if answer.status not in {200, 400, 401, 403}:
        raise MailboxRefused(why=said(f"HTTP-{answer.status}"))
    return document_of(answer.content)


def _address(account: ChannelAccount) -> str:
    """Give where tokens are asked for: secrets go there, so only encrypted, or to this machine."""
    address = provider_of(account.values, account.kind).token_url
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and is_here(parts.hostname or "")):
        return address
    raise MailboxRefused(why=NO_TOKEN_SERVER)


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
