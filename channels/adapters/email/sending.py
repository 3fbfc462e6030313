"""Send a letter by mail: to the right address, in the right thread, with a way back that proves itself."""

import base64
import re
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from channels.adapters.email import proofs, relaying
from channels.adapters.email.writing import OutgoingMail, compose
from channels.errors import DeliveryRefused
from channels.kinds import ContactKind
from channels.letters import Letter
from channels.models import Outgoing
from channels.transport.smtp import MOST_SECONDS, Envelope, kept_together, leaves_the_house
from feedback_site.privacy.sealing import CannotUnseal, token_digest
from feedback_site.site_context import TAGS

__all__ = ["MOST_SECONDS", "kept_together", "leaves_the_house", "message_id_of", "send"]

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def message_id_of(row: Outgoing) -> str:
    """Give the one Message-ID of an outbox row, however often it is tried."""
    if row.conversation is not None:
        return proofs.message_id(row.conversation.reference, str(row.pk))
    mac = base64.b32encode(token_digest("staff_message_id", str(row.pk))[:10]).decode().lower()
    return f"<staff.{row.pk}.{mac}@{settings.MAIL_DOMAIN}>"


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter to the row's recipient and return the relay's receipt.

    Raises DeliveryDelayed where a later try may work, DeliveryRefused where none will.
    """
    by = relaying.account_that_sends()
    sender = relaying.sender_of(by)
    recipient, answers_to = _recipient_of(row), _answers_to(row, sender)
    thread = [one for one in map(_identifier, letter.thread) if one]
    mail = OutgoingMail(
        from_email=sender, from_name=letter.sender_name, to_email=recipient,
        subject=letter.subject, text=letter.text, html=letter.html, message_id=row.mail_message_id,
        sent_at=timezone.localtime(now), reply_to=answers_to,
        in_reply_to=thread[-1] if thread else "", references=thread,
        language=TAGS[letter.language], automatic=letter.is_automatic,
        attachments=letter.files,
    )  # fmt: skip
    try:
        content = compose(mail)
    except ValueError as error:
        raise DeliveryRefused(why=str(error)) from error
    # Bounces come back to the conversation's own address, and so find the case; a mail service takes mail
    # in the name of its mailbox only, and then they find it by the Message-ID that they return.
    envelope = Envelope(
        sender=sender if by else answers_to, recipient=recipient, subject=_BREAKS.sub(" ", letter.subject),
        message_id=row.mail_message_id,
    )  # fmt: skip
    return relaying.hand_over(content, envelope, by, now=now)


def _recipient_of(row: Outgoing) -> str:
    """Give the one address this row goes to, its domain in ASCII, fit for an envelope."""
    if row.kind != ContactKind.EMAIL:
        raise DeliveryRefused(why=f"nothing sends to {row.kind}")
    if row.contact_point is not None and row.contact_point.bounced_at is not None:
        raise DeliveryRefused(why="mail to this address came back")
    local, at, domain = _address_of(row).rpartition("@")
    if not at or _BREAKS.search(local):
        raise DeliveryRefused(why="this is not a mail address")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise DeliveryRefused(why="this is not a mail address") from error


def _address_of(row: Outgoing) -> str:
    if row.contact_point is None:
        return row.recipient.email if row.recipient else ""
    try:
        return row.contact_point.value()
    except CannotUnseal as error:
        raise DeliveryRefused(why="the address was erased") from error


def _answers_to(row: Outgoing, sender: str) -> str:
    if row.conversation is None or row.recipient_id is not None:
        return sender
    return proofs.reply_address(row.conversation.reference)


def _identifier(text: str) -> str:
    """Keep a stranger's Message-ID only where it is one: nothing that could end the header."""
    bare = text.strip().strip("<>")
    return f"<{bare}>" if re.fullmatch(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}", bare) else ""
