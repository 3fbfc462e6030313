"""Build and send a mail: headers that thread, prove and do not loop; text with a plain HTML twin."""

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from django.conf import settings
from django.utils import timezone

from channels import transport
from channels.adapters.email import tokens
from channels.errors import DeliveryRefused
from channels.kinds import ContactKind, Direction
from channels.letters import Letter
from channels.models import Message, Outgoing
from channels.transport import Envelope
from feedback_site.privacy.sealing import CannotUnseal, token_digest

# Ten are enough for every mail program to find the thread, and keep the header short.
_MOST_REFERENCES = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}


def message_id_of(row: Outgoing) -> str:
    """Give the one Message-ID of an outbox row, however often it is tried."""
    if row.conversation is not None:
        return tokens.message_id(row.conversation.reference, str(row.pk))
    mac = base64.b32encode(token_digest("staff_message_id", str(row.pk))[:10]).decode().lower()
    return f"<staff.{row.pk}.{mac}@{settings.MAIL_DOMAIN}>"


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter to the row's recipient and return the relay's receipt.

    Raises DeliveryDelayed where a later try may work, DeliveryRefused where none will.
    """
    recipient = _recipient_of(row)
    answers_to = _answers_to(row)
    mail = build(
        letter, recipient=recipient, answers_to=answers_to, message_id=row.mail_message_id,
        thread=_thread_of(row), now=now,
    )  # fmt: skip
    # Bounces come back to the conversation's own address, and so find the case.
    envelope = Envelope(
        sender=answers_to, recipient=recipient, subject=_one_line(letter.subject),
        message_id=row.mail_message_id,
    )  # fmt: skip
    return transport.hand_over(mail, envelope, now=now)


def build(
    letter: Letter, *, recipient: str, answers_to: str, message_id: str, thread: Sequence[str], now: datetime
) -> bytes:  # fmt: skip
    """Write a letter as a mail of RFC 5322 with CRLF lines, in 7 bits unless its address needs more."""
    policy = (SMTP if recipient.isascii() else SMTPUTF8).clone(cte_type="7bit")
    mail = EmailMessage(policy=policy)
    mail["From"] = Address(letter.sender_name, addr_spec=settings.DEFAULT_FROM_EMAIL)
    mail["To"] = Address(addr_spec=recipient)
    mail["Reply-To"] = Address(letter.sender_name, addr_spec=answers_to)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = timezone.localtime(now)
    mail["Message-ID"] = message_id
    if thread:
        mail["In-Reply-To"] = thread[-1]
        mail["References"] = " ".join(thread)
    mail["Content-Language"] = _TAGS[letter.language]
    if letter.is_automatic:
        # RFC 3834, and what Exchange reads instead: no holiday notice shall answer us.
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail.as_bytes()


def _recipient_of(row: Outgoing) -> str:
    if row.kind != ContactKind.EMAIL:
        raise DeliveryRefused(why=f"nothing sends to {row.kind}")
    if row.contact_point is None:
        return _checked(row.recipient.email if row.recipient else "")
    if row.contact_point.bounced_at is not None:
        raise DeliveryRefused(why="mail to this address came back")
    try:
        return _checked(row.contact_point.value())
    except CannotUnseal as error:
        raise DeliveryRefused(why="the address was erased") from error


def _checked(address: str) -> str:
    """Give one address in a form fit for an envelope. Raises DeliveryRefused for anything else."""
    name, at, domain = address.rpartition("@")
    try:
        if _CONTROL.search(address) or not (name and at and domain):
            raise ValueError(address)  # noqa: TRY301 one way out for every wrong address
        parsed = Address(addr_spec=f"{name}@{domain.encode('idna').decode()}")
    except (ValueError, MessageError, IndexError) as error:
        raise DeliveryRefused(why="this is not a mail address") from error
    return parsed.addr_spec


def _answers_to(row: Outgoing) -> str:
    if row.conversation is None or row.recipient_id is not None:
        return str(settings.DEFAULT_FROM_EMAIL)
    return tokens.reply_address(row.conversation.reference)


def _thread_of(row: Outgoing) -> list[str]:
    """Give the Message-IDs of what the customer wrote on this conversation, oldest first."""
    if row.conversation_id is None or row.recipient_id is not None:
        return []
    newest = (
        Message.objects.filter(conversation_id=row.conversation_id, direction=Direction.INBOUND)
        .exclude(mail_message_id="")
        .order_by("-happened_at", "-pk")
        .values_list("mail_message_id", flat=True)[:_MOST_REFERENCES]
    )
    return [one for one in (_identifier(found) for found in reversed(newest)) if one]


def _identifier(text: str) -> str:
    """Keep a stranger's Message-ID only where it is one: nothing that could end the header."""
    bare = text.strip().strip("<>")
    return f"<{bare}>" if re.fullmatch(r"[\x21-\x3b\x3d\x3f-\x7e]{1,250}", bare) else ""


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()[:200]
