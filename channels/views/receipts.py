"""What somebody gets in the hand for an item that is safely stored."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.safestring import SafeString

from channels.models import Conversation, RawIntake
from channels.panels import slots
from channels.references import spaced
from channels.rules import access
from feedback_site import opened_cases
from feedback_site.qr_codes import qr_svg


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Reference, code and where to use them; `answer_due` is None while no case is open yet."""

    reference: str
    code: str
    find_url: str
    qr: SafeString
    answer_due: datetime | None
    taken_at: datetime
    language: str
    is_anonymous: bool


def receipt_for(raw: RawIntake) -> Receipt:
    """Make the receipt of an item, whether or not it could be read already."""
    conversation = conversation_of(raw)
    return Receipt(
        reference=raw.reference,
        code=spaced(conversation.access_code),
        find_url=settings.SITE_URL + reverse("cases:status_find"),
        qr=qr_svg(access.link(conversation)),
        answer_due=slots.answer_due(raw.reference),
        taken_at=raw.captured_at or raw.received_at,
        language=str(raw.context.get("language") or settings.LANGUAGE_CODE),
        is_anonymous=raw.conversation is not None and raw.conversation.customer_id is None,
    )


def open_to(session: SessionBase, raw: RawIntake, *, now: datetime) -> None:
    """Let whoever handed the item in follow it without typing the code, in a session of a new name."""
    session.cycle_key()
    version = conversation_of(raw).access_version
    opened_cases.remember(session, raw.reference, version=version, now=now)


def is_open_to(session: SessionBase, raw: RawIntake, *, now: datetime) -> bool:
    """Whether this session still holds the case open, under the code in force."""
    version = conversation_of(raw).access_version
    return opened_cases.is_open(session, raw.reference, version=version, now=now)


def conversation_of(raw: RawIntake) -> Conversation:
    """Give the item's conversation, or the one that will be when it has been read: its code is known."""
    return raw.conversation or Conversation(reference=raw.reference)
