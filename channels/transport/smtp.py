"""Handing mail over to a relay, or keeping it where staff can read it."""

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

from channels.errors import DeliveryDelayed, DeliveryRefused, RelayAway
from channels.models import KeptMail

# All steps of one mail together; the outbox's lease is longer than this.
MOST_SECONDS = 45.0
# After the relay did not answer, others do not try it for so long: workers have clocks to watch too.
AWAY_SECONDS = 15
AWAY_KEY = "channels.relay_away"
_NOW_AND_FOR_GOOD = 500
_together: ContextVar[list[KeptMail] | None] = ContextVar("kept together", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From where to where a mail travels, and what it is known by."""

    sender: str
    recipient: str
    subject: str
    message_id: str


def leaves_the_house() -> bool:
    """Whether mail goes to a relay, and is not only kept in our own database."""
    return bool(settings.MAIL_TRANSPORT != "kept")


def hand_over(mail: bytes, envelope: Envelope, *, now: datetime) -> str:
    """Give a finished mail (CRLF lines) to the relay, or keep it, and return the receipt.

    Raises DeliveryDelayed where a later try may work (RelayAway where nobody answers at all),
    DeliveryRefused where none will.
    """
    if not leaves_the_house():
        return _keep(mail, envelope, now=now)
    if cache.get(AWAY_KEY):
        raise RelayAway(why="the mail relay did not answer a moment ago")
    try:
        return _over_smtp(mail, envelope)
    except (OSError, smtplib.SMTPException) as error:
        cache.set(AWAY_KEY, 1, timeout=AWAY_SECONDS)
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


def _over_smtp(mail: bytes, envelope: Envelope) -> str:
    deadline = time.monotonic() + MOST_SECONDS
    smtp = _connect()
    try:
        _greet(smtp, deadline)
        return _converse(smtp, mail, envelope, deadline)
    finally:
        # The mail was taken, or refused, before this; how the other side hangs up changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            smtp.close()


def _connect() -> smtplib.SMTP:
    # Our own name in the greeting: asking the resolver for it may take longer than the mail.
    name, timeout = settings.MAIL_DOMAIN, settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(
            settings.EMAIL_HOST, settings.EMAIL_PORT, name, timeout=timeout,
            context=ssl.create_default_context(),
        )  # fmt: skip
    return smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, name, timeout=timeout)


def _greet(smtp: smtplib.SMTP, deadline: float) -> None:
    _watch(smtp, deadline)
    smtp.ehlo_or_helo_if_needed()
    if settings.EMAIL_USE_TLS:
        # smtplib's own default checks no certificate.
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    if settings.EMAIL_HOST_USER:
        _watch(smtp, deadline)
        smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)


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
    if code >= _NOW_AND_FOR_GOOD and is_final:
        raise DeliveryRefused(why=said)
    raise DeliveryDelayed(why=said)
