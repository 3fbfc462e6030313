"""Handing mail over to a relay, or keeping it where staff can read it."""

import re
import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from channels.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    RelayAway,
    SendingRefused,
    StillAway,
)
from channels.mailbox_troubles import SENDER_REFUSED
from channels.models import KeptMail

# All steps of one mail together; the outbox's lease is longer than this.
MOST_SECONDS = 45.0
# After the relay did not answer, others do not try it for so long: workers have clocks to watch too.
AWAY_SECONDS = 15
AWAY_KEY = "channels.relay_away"
_NOW_AND_FOR_GOOD = 500
# For good in name only: what a mailbox may send in a day at Google (5.4.5) and Microsoft (the two others).
_ALL_OF_A_DAY = re.compile(r"\b5\.4\.5\b|\b5\.1\.90\b|SubmissionQuotaExceeded")
_together: ContextVar[list[KeptMail] | None] = ContextVar("kept together", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From where to where a mail travels, and what it is known by."""

    sender: str
    recipient: str
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A server that takes mail from us; `security` is tls, starttls or none.

    `token` is an access token of OAuth 2, and stands in place of a password.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    token: str = ""


def relay_of_settings() -> Relay | None:
    """Give the relay that EMAIL_URL names; None where that says that connections are used."""
    if settings.MAIL_TRANSPORT != "smtp":
        return None
    security = "starttls" if settings.EMAIL_USE_TLS else "none"
    return Relay(
        host=settings.EMAIL_HOST, port=settings.EMAIL_PORT,
        security="tls" if settings.EMAIL_USE_SSL else security,
        user=settings.EMAIL_HOST_USER, password=settings.EMAIL_HOST_PASSWORD,
    )  # fmt: skip


def leaves_the_house() -> bool:
    """Whether mail goes to a relay, and is not only kept in our own database."""
    return bool(settings.MAIL_TRANSPORT != "kept")


def hand_over(mail: bytes, envelope: Envelope, *, now: datetime, relay: Relay | None = None) -> str:
    """Give a finished mail (CRLF lines) to the relay, or keep it, and return the receipt.

    Without a relay it is that of the settings. Raises DeliveryDelayed where a later try may work
    (RelayAway where nobody answers at all, SendingRefused where we are not let in), DeliveryRefused
    where none will.
    """
    if not leaves_the_house():
        return _keep(mail, envelope, now=now)
    refuse_while_away()
    by = relay or relay_of_settings()
    if by is None:
        raise RelayAway(why="no connection for outgoing mail is in use")
    with _signed_in(by) as (smtp, deadline):
        return _converse(smtp, mail, envelope, deadline)


def refuse_while_away() -> None:
    """Raise StillAway where the relay did not answer, or did not let us in, a moment ago."""
    if cache.get(AWAY_KEY):
        raise StillAway(why="the mail relay did not answer a moment ago")


def stay_away() -> None:
    """Let nobody ask the relay for a while."""
    cache.set(AWAY_KEY, 1, timeout=AWAY_SECONDS)


def sign_in(relay: Relay) -> None:
    """Connect and sign in, and send nothing. Raises RelayAway, SendingRefused."""
    with _signed_in(relay):
        pass


@contextmanager
def _signed_in(relay: Relay) -> Iterator[tuple[smtplib.SMTP, float]]:
    """Give a conversation with a relay that has let us in, and until when it may last."""
    deadline = time.monotonic() + MOST_SECONDS
    try:
        smtp = _connect(relay)
        try:
            _greet(smtp, relay, deadline)
            yield smtp, deadline
        finally:
            # The mail was taken, or refused, before this; how the other side hangs up changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                smtp.close()
    except smtplib.SMTPAuthenticationError as error:
        raise _shut_out(error) from error
    except (OSError, smtplib.SMTPException) as error:
        stay_away()
        raise RelayAway(why=f"{type(error).__name__}: {error}"[:500]) from error


@contextmanager
def kept_together() -> Iterator[None]:
    """Write what is kept within this in one statement, at its end; nothing of it where that is broken off."""
    kept: list[KeptMail] = []
    token = _together.set(kept)
    try:
        yield
    finally:
        _together.reset(token)
    _write(kept)


def _keep(mail: bytes, envelope: Envelope, *, now: datetime) -> str:
    """Write a mail where staff can read it; a second time changes nothing."""
    row = KeptMail(
        to=envelope.recipient, subject=envelope.subject[:255],
        mail_message_id=envelope.message_id, raw=mail, kept_at=now,
    )  # fmt: skip
    together = _together.get()
    if together is None:
        _write([row])
    else:
        together.append(row)
    return "kept"


def _write(kept: Sequence[KeptMail]) -> None:
    KeptMail.objects.bulk_create(kept, ignore_conflicts=True)


def _shut_out(error: smtplib.SMTPAuthenticationError) -> RelayAway:
    """Say that a relay does not let us in, by its code: its words may hold somebody's address."""
    if error.smtp_code < _NOW_AND_FOR_GOOD:
        return RelayAway(why=f"sign-in: {error.smtp_code}")
    return SendingRefused(why=f"{error.smtp_code}, {SENDER_REFUSED}")


def _connect(relay: Relay) -> smtplib.SMTP:
    # Our own name in the greeting: asking the resolver for it may take longer than the mail.
    name, timeout = settings.MAIL_DOMAIN, settings.EMAIL_TIMEOUT
    if relay.security == "tls":
        return smtplib.SMTP_SSL(
            relay.host, relay.port, name, timeout=timeout, context=ssl.create_default_context()
        )
    return smtplib.SMTP(relay.host, relay.port, name, timeout=timeout)


def _greet(smtp: smtplib.SMTP, relay: Relay, deadline: float) -> None:
    _watch(smtp, deadline)
    smtp.ehlo_or_helo_if_needed()
    if relay.security == "starttls":
        # smtplib's own default checks no certificate.
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    if relay.token or relay.user:
        _watch(smtp, deadline)
    if relay.token:
        _show_token(smtp, relay)
    elif relay.user:
        smtp.login(relay.user, relay.password)


def _show_token(smtp: smtplib.SMTP, relay: Relay) -> None:
    """Show the token by XOAUTH2, which Microsoft and Google speak, or by OAUTHBEARER (RFC 7628).

    A server that refuses says why, waits for one more line, and only then says no.
    """
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    shown, last = f"user={relay.user}\1auth=Bearer {relay.token}\1\1", ""
    name = "XOAUTH2"
    if "OAUTHBEARER" in offered and name not in offered:
        user = relay.user.replace("=", "=3D").replace(",", "=2C")
        place = f"host={relay.host}\1port={relay.port}"
        name, shown, last = (
            "OAUTHBEARER",
            f"n,a={user},\1{place}\1auth=Bearer {relay.token}\1\1",
            "\1",
        )
    smtp.auth(name, lambda challenge=None: shown if challenge is None else last)


def _converse(smtp: smtplib.SMTP, mail: bytes, envelope: Envelope, deadline: float) -> str:
    options = [f"SIZE={len(mail)}"] if smtp.has_extn("size") else []
    if not envelope.recipient.isascii():
        if not smtp.has_extn("smtputf8"):
            raise DeliveryRefused(why="the relay does not take addresses beyond ASCII")
        smtp.command_encoding = "utf-8"
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    _watch(smtp, deadline)
    # A refused sender is our own configuration's fault: the mail waits until it is mended.
    _check(smtp.mail(envelope.sender, options), is_final=False)
    _watch(smtp, deadline)
    _check(smtp.rcpt(envelope.recipient))
    _watch(smtp, deadline)
    return _check(smtp.data(mail))


def _watch(smtp: smtplib.SMTP, deadline: float) -> None:
    """Let the next step take no longer than what is left of the time for all of them."""
    left = deadline - time.monotonic()
    if left <= 0 or smtp.sock is None:
        raise TimeoutError("the mail relay is too slow")
    smtp.sock.settimeout(min(left, float(settings.EMAIL_TIMEOUT)))


def _check(answer: tuple[int, bytes], *, is_final: bool = True) -> str:
    code, words = answer
    said = f"{code} {words.decode('utf-8', 'replace')}"[:250]
    if code < 400:
        return said
    if _ALL_OF_A_DAY.search(said):
        raise RelayAway(why=f"{code}, as much mail as is allowed in a day has gone out")
    if code >= _NOW_AND_FOR_GOOD and is_final:
        raise DeliveryRefused(why=said)
    raise DeliveryDelayed(why=said)
