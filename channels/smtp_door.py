"""The mail door: an SMTP server that takes mail for our domain and answers 250 once it is stored."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from typing import Any

import django.db
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from channels.adapters.email.arriving import relayed_at
from channels.kinds import ChannelKind
from channels.models import Channel
from channels.rules import intake
from channels.rules.mailboxes.receiving_mail import receive_mail
from feedback_site.floods.gates import Gate
from feedback_site.floods.lines import source_at

log = logging.getLogger(__name__)

MOST_BYTES = 40 * 1024 * 1024
MOST_RECIPIENTS = 100
# RFC 5321 asks for 1000; senders with one long line of HTML are many, and their customers' mail is wanted.
LONGEST_LINE = 4 * 1024 * 1024
IDLE_SECONDS = 600
STORING_THREADS = 4
READING_THREADS = 4
OK = "250 2.1.5 OK"
NOT_OURS = "550 5.7.1 We take mail for our own domain only"
TOO_MANY = "452 4.5.3 Too many recipients, send the rest in another mail"
LATER = "451 4.3.0 We cannot store your mail right now, please try again"
TOO_FAST = "451 4.7.1 Too many mails from your server, please try again later"
# For one who is no relay of ours. Servers keep what is put off and try again, so that nothing of it is lost.
FROM_ONE = Gate(name="smtp", limit=120, seconds=600)


class TooFast(Exception):
    """One server hands over more than we take from a stranger in this while."""


class MailSession(SMTP):
    """One conversation; aiosmtpd's, but for the length of lines."""

    line_length_limit = LONGEST_LINE


class MailDoor:
    """What is answered to RCPT and DATA. Database work runs in threads, never in the loop."""

    def __init__(self) -> None:
        self._storing = ThreadPoolExecutor(STORING_THREADS, thread_name_prefix="store-mail")
        self._reading = ThreadPoolExecutor(READING_THREADS, thread_name_prefix="read-mail")

    async def listen(self, bind: str, port: int) -> asyncio.Server:
        """Open the door at an address; port 0 is any free one."""
        # Its own log names every sender and recipient: nothing personal belongs there.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: MailSession(
                self, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, timeout=IDLE_SECONDS,
                hostname=settings.MAIL_DOMAIN, ident="feedback", loop=loop,
            ),
            bind,
            port,
        )  # fmt: skip

    def close(self) -> None:
        """Finish what is being stored; what is not read yet, the sweep of intake reads."""
        self._storing.shutdown(wait=True)
        self._reading.shutdown(wait=True, cancel_futures=True)

    async def handle_RCPT(  # noqa: N802 aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take recipients at our own domain only, so that nobody relays through us."""
        if not is_ours(address):
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(  # noqa: N802 aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say 250 after the commit and not before; 451 while the database is away."""
        peer = str(session.peer[0]) if session.peer else ""
        job = (envelope.content or b"", envelope.mail_from or "", tuple(envelope.rcpt_tos), peer)
        loop = asyncio.get_running_loop()
        try:
            new = await loop.run_in_executor(self._storing, _in_thread, store, *job)
        except django.db.Error:
            log.exception(
                "a mail was sent away because the database is away; its sender tries again"
            )
            return LATER
        except TooFast:
            return TOO_FAST
        for raw_id in new:
            self._reading.submit(_in_thread, read, raw_id)
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        """Let the sender keep a mail that we failed to take for a reason nobody thought of."""
        log.error("the mail door failed", exc_info=error)
        return LATER


def is_ours(address: str) -> bool:
    """Whether an address is at our own domain."""
    ours: str = settings.MAIL_DOMAIN
    return address.rpartition("@")[2].rstrip(".").lower() == ours.lower()


def store(mail: bytes, sender: str, recipients: tuple[str, ...], peer: str) -> list[int]:
    """Store one mail and return the ids of its new rows: one for each case that it is addressed to.

    The same mail again has none. Raises TooFast.
    """
    now = timezone.now()
    # What a relay of ours found about the sender counts; a stranger may write such a header too.
    is_relayed = peer in settings.MAIL_RELAYS
    source = "" if is_relayed else source_at(peer)
    if source and not FROM_ONE.admits(source, now=now):
        raise TooFast
    checker = settings.MAIL_CHECKED_BY if is_relayed else ""
    known = {name: value for name, value in (("source", source), ("checked_by", checker)) if value}
    received = receive_mail(
        channel=Channel.objects.filter(kind=ChannelKind.EMAIL, is_active=True).order_by("pk")[0],
        mail=mail, trace=_trace(sender, recipients, peer), recipients=recipients,
        now=now, context=known, captured_at=relayed_at(mail, now=now) if is_relayed else None,
    )  # fmt: skip
    return [one.raw.pk for one in received if one.is_new]


def read(raw_id: int) -> None:
    """Read a stored mail; where the database went away meanwhile, the sweep reads it."""
    try:
        intake.account(raw_id, now=timezone.now())
    except django.db.Error:
        log.exception("intake %s is stored and not read yet", raw_id)


def _trace(sender: str, recipients: tuple[str, ...], peer: str) -> bytes:
    """Write what the envelope said as trace headers (RFC 5321, 4.4); with the mail they are sealed."""
    lines = [
        f"Return-Path: <{sender.strip('<>')}>",
        *(f"Delivered-To: {address}" for address in recipients),
        f"Received: from [{peer}] by {settings.MAIL_DOMAIN}; {format_datetime(timezone.now())}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def _in_thread(work: Callable[..., Any], *arguments: object) -> Any:
    """Run work with a connection that is known to be alive, and hand it back afterwards."""
    close_old_connections()
    try:
        return work(*arguments)
    finally:
        close_old_connections()
