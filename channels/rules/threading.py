"""Decide whether an item belongs to a conversation that exists; only proof counts."""

from datetime import datetime

from django.db import connection

from channels.drafts import Draft
from channels.kinds import MESSENGERS, ChannelKind, ContactKind
from channels.models import ContactPoint, Conversation, RawIntake
from channels.panels import slots
from channels.rules.chatting import thread_of

LONGEST_WAIT = "2s"


def find_thread(raw: RawIntake, draft: Draft, *, now: datetime) -> Conversation | None:
    """Give the conversation an item proves to belong to; None where it begins one of its own.

    A reference that was merely written counts only in a mail from the address of that conversation's
    own customer. An address in Cc and the References of other people's mail count for nothing. On a
    messenger the platform says who speaks: what they say belongs to their last conversation while its
    case takes messages. A line of a chat carries the chat's number, which its door has proof for. A
    further version of a review belongs to its first one.
    """
    if messenger := MESSENGERS.get(ChannelKind(raw.channel.kind)):
        return _spoken_by(messenger, draft.person.handle, now=now)
    if "chat" in raw.context:
        return thread_of(raw)
    if first := raw.context.get("version_of"):
        told = RawIntake.objects.select_related("conversation")
        return told.get(channel=raw.channel_id, external_id=first).conversation
    if draft.reference:
        return Conversation.objects.filter(reference=draft.reference).first()
    if draft.claimed_reference and draft.person.email:
        return _claimed(draft.claimed_reference, draft.person.email)
    return None


def _spoken_by(messenger: ContactKind, handle: str, *, now: datetime) -> Conversation | None:
    """Lock who speaks first: of two messages in one moment the second finds what the first began.

    Whoever waits longer for that than a messenger waits for us is read by the sweep.
    """
    if not handle:
        return None
    index = ContactPoint.index_of(messenger, handle)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)",
            [LONGEST_WAIT, int.from_bytes(index[:8], "big", signed=True)],
        )
    point = ContactPoint.objects.filter(kind=messenger, value_index=index).first()
    if point is None:
        return None
    if point.bounced_at is not None:
        # Whoever speaks can be written to again.
        ContactPoint.objects.filter(pk=point.pk).update(bounced_at=None)
    last = Conversation.objects.filter(contact_point=point).order_by("-opened_at", "-pk").first()
    return last if last is not None and slots.takes_messages(last.reference, now) else None


def _claimed(reference: str, sender: str) -> Conversation | None:
    conversation = Conversation.objects.filter(reference=reference).first()
    if conversation is None or conversation.customer_id is None:
        return None
    is_own = ContactPoint.objects.filter(
        customer_id=conversation.customer_id,
        kind=ContactKind.EMAIL,
        value_index=ContactPoint.index_of(ContactKind.EMAIL, sender),
    ).exists()
    return conversation if is_own else None
