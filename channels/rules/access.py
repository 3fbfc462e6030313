"""The customer's way back to their case: reference and code, or the link that carries both.

A code holds for 90 days after the last thing that was sent or said on the conversation.
"""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from channels.errors import AccessDenied, NotHereYet, TooManyTries
from channels.models import Conversation
from channels.references import code_digest, read_reference
from channels.rules.reserving import is_waiting
from feedback_site.floods.gates import Gate
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.privacy.sealing import blind_index

VALID_FOR = timedelta(days=90)
# Written again only when it moves by more than this, so that a busy case costs no extra statement each time.
STEP = timedelta(days=1)
# A family on one address, with typing errors; 31^26 codes do not fall to this.
TRIES = Gate(name="access", limit=30, seconds=600)
_NO_DIGEST = bytes(32)


def open_with_code(reference_text: str, code: str, *, now: datetime) -> Conversation:
    """Give the conversation that reference and code open.

    Raises AccessDenied, the same and after the same work, for an unknown reference, a wrong code, an
    old code and an expired one; NotHereYet to whoever holds a slip whose item still lies on the device
    that printed it. Call guard() first.
    """
    reference = read_reference(reference_text)
    waits = is_waiting(reference_text, code)
    conversation = Conversation.objects.filter(reference=reference or "").first()
    digest = bytes(conversation.access_digest) if conversation else _NO_DIGEST
    fits = hmac.compare_digest(digest, code_digest(code))
    if conversation is None and waits:
        raise NotHereYet
    if conversation is None or not fits or now >= expires_at(conversation):
        raise AccessDenied
    return conversation


def guard(source: str, *, now: datetime) -> None:
    """Count one try of this source (its network address) and raise TooManyTries beyond the limit."""
    if not TRIES.admits(blind_index("source", source).hex()[:32], now=now):
        raise TooManyTries


def link(conversation: Conversation) -> str:
    """Give the absolute address that opens the status page; a secret, for the customer's eyes only."""
    return f"{settings.SITE_URL}/c/{conversation.reference}/{conversation.access_code}"


def expires_at(conversation: Conversation) -> datetime:
    """Say until when the code in force opens the conversation."""
    return conversation.access_expires_at or conversation.opened_at + VALID_FOR


def keep_open(conversation: Conversation | None, *, now: datetime) -> None:
    """Let the code hold for another VALID_FOR, because something was sent or said just now."""
    if conversation is None:
        return
    until = now + VALID_FOR
    if expires_at(conversation) >= until - STEP:
        return
    Conversation.objects.filter(
        Q(access_expires_at=None) | Q(access_expires_at__lt=until), pk=conversation.pk
    ).update(access_expires_at=until)
    conversation.access_expires_at = until


@transaction.atomic
def renew(conversation_id: int, *, actor: User | None, now: datetime) -> Conversation:
    """Give out a new code; every code and link given before opens nothing any more."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    conversation.new_access(version=conversation.access_version + 1)
    conversation.access_expires_at = now + VALID_FOR
    conversation.save(update_fields=["access_version", "access_digest", "access_expires_at"])
    entry = Entry(
        verb="access.renewed", subject=f"conversation:{conversation.pk}", actor=name_of(actor),
        body={"version": conversation.access_version},
    )  # fmt: skip
    record([entry], now=now)
    return conversation


@transaction.atomic
def open_again(conversation_id: int, *, now: datetime) -> Conversation:
    """Let whoever has proven to be its customer in after the last code has expired, by a new one.

    What lies on an old slip stays void. Where a code is in force, that one is left as it is.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    if now < expires_at(conversation):
        return conversation
    return renew(conversation_id, actor=None, now=now)
