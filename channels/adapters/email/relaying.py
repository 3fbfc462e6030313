"""By which server letters leave: the connection that was made for it, or the relay of the settings."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from channels.adapters.email.oauth import access_token, is_here, way_in
from channels.errors import (
    MailboxRefused,
    NoAnswer,
    ProbeFailed,
    RelayAway,
    SendingRefused,
    StillAway,
)
from channels.kinds import AccountKind
from channels.mail_accounts import PASSWORD
from channels.mailbox_troubles import NO_ENCRYPTION
from channels.models import ChannelAccount
from channels.transport import smtp
from channels.transport.smtp import Envelope, Relay
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.remembering import remember


def account_that_sends() -> ChannelAccount | None:
    """Give the connection by which mail goes out, the first one made; None where none is in use."""
    if not smtp.leaves_the_house():
        return None
    sending = ChannelAccount.objects.in_use().filter(kind=AccountKind.SMTP).order_by("pk")
    return remember("connection for outgoing mail", sending.first)


def sender_of(account: ChannelAccount | None) -> str:
    """Give the address that letters come from."""
    if account is None:
        return str(settings.DEFAULT_FROM_EMAIL)
    named = str(account.values.get("sender") or account.values.get("user") or "")
    return named if "@" in named else str(settings.DEFAULT_FROM_EMAIL)


def hand_over(
    mail: bytes, envelope: Envelope, account: ChannelAccount | None, *, now: datetime
) -> str:
    """Give a mail to the server of a connection, or to the relay of the settings; give the receipt.

    A token that is no longer taken is renewed once. Raises as the transport does; nobody's mail can go
    where we are not let in, and for a moment none tries.
    """
    try:
        if account is None:
            return smtp.hand_over(mail, envelope, now=now)
        smtp.refuse_while_away()
        return _by_connection(mail, envelope, account, now=now)
    except StillAway:
        raise
    except RelayAway:
        smtp.stay_away()
        raise


def _by_connection(
    mail: bytes, envelope: Envelope, account: ChannelAccount, *, now: datetime
) -> str:
    relay = _relay_of(account, now=now)
    try:
        return smtp.hand_over(mail, envelope, now=now, relay=relay)
    except SendingRefused:
        if not relay.token:
            raise
    return smtp.hand_over(mail, envelope, now=now, relay=_renewed(account, relay, now=now))


def probe(account: ChannelAccount, *, now: datetime) -> None:
    """Sign in, and send nothing. Raises ProbeFailed, NoAnswer."""
    try:
        relay = _relay_of(account, now=now)
        _sign_in(account, relay, now=now)
    except SendingRefused as error:
        raise ProbeFailed(why=error.facts.get("why")) from error
    except RelayAway as error:
        raise NoAnswer(why=error.facts.get("why")) from error


def _sign_in(account: ChannelAccount, relay: Relay, *, now: datetime) -> None:
    try:
        smtp.sign_in(relay)
    except SendingRefused:
        if not relay.token:
            raise
        smtp.sign_in(_renewed(account, relay, now=now))


def _relay_of(account: ChannelAccount, *, now: datetime, stale: str = "") -> Relay:
    """Say where and how to sign in. Raises SendingRefused, RelayAway."""
    values = account.values
    host, security = str(values.get("host", "")), str(values.get("security") or "starttls")
    if security == "none" and not is_here(host):
        raise SendingRefused(why=NO_ENCRYPTION)
    try:
        password = account.secrets().get("password", "")
        is_by_token = way_in(account) != PASSWORD
        token = access_token(account, now=now, stale=stale) if is_by_token else ""
    except (CannotUnseal, MailboxRefused) as error:
        raise SendingRefused(why=_why(error)) from error
    except NoAnswer as error:
        raise RelayAway(why=error.facts.get("why")) from error
    return Relay(
        host=host, port=int(values.get("port") or 587), security=security,
        user=str(values.get("user", "")), password=password, token=token,
    )  # fmt: skip


def _renewed(account: ChannelAccount, relay: Relay, *, now: datetime) -> Relay:
    return replace(relay, token=_relay_of(account, now=now, stale=relay.token).token)


def _why(error: CannotUnseal | MailboxRefused) -> str:
    if isinstance(error, MailboxRefused):
        return str(error.facts.get("why"))
    return "the password cannot be unsealed"
