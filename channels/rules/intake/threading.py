"""Decide whether an item belongs to a conversation that exists; only proof counts."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from channels.drafts import Draft
from channels.errors import ComesTooEarly
from channels.kinds import (
    MESSENGERS,
    WRITTEN_TO_AND_FRO,
    ChannelKind,
    ContactKind,
    IntakeState,
)
from channels.models import ContactPoint, Conversation, RawIntake
from channels.panels import slots
from channels.rules.chats.chatting import thread_of
from channels.rules.intake.placing_texts import texted_about
from channels.rules.items.telling_apart import names_of_versions

LONGEST_WAIT = "2s"


def find_thread(raw: RawIntake, draft: Draft, *, now: datetime) -> Conversation | None:
    """Give the conversation an item proves to belong to; None where it begins one of its own.

    A reference that was merely written counts only in a mail from the address of that conversation's
    own customer. An address in Cc and the References of other people's mail count for nothing. On a
    messenger the platform says who speaks; by text, our own texts to that number do (placing_texts). What
    is written by mail, messenger or text on a case that was closed too long ago to open again goes to the
    case that followed it, or begins one; the item then says which it follows. A line of a chat carries the
    chat's number, which its door has proof for. A further version of a review belongs to its first one, and
    waits for it. Raises ComesTooEarly.
    """
    if messenger := MESSENGERS.get(ChannelKind(raw.channel.kind)):
        return _going_on(raw, _spoken_by(messenger, draft.person.handle), now=now)
    if raw.channel.kind == ChannelKind.SMS:
        return _going_on(raw, texted_about(draft.person.phone, now=now), now=now)
    if "chat" in raw.context:
        return thread_of(raw)
    if first := raw.context.get("version_of"):
        return _told_before(raw, str(first))
    if draft.reference:
        found = Conversation.objects.filter(reference=draft.reference).first()
    elif draft.claimed_reference and draft.person.email:
        found = _claimed(draft.claimed_reference, draft.person.email)
    else:
        return None
    is_person = not (draft.is_automatic or draft.is_bounce)
    is_mail = raw.channel.kind == ChannelKind.EMAIL
    return _going_on(raw, found, now=now) if is_mail and is_person else found


def _told_before(raw: RawIntake, first: str) -> Conversation | None:
    """Give the conversation of a review's first version, or of the oldest one where that was put aside.

    Locks the first, so that of two versions in one moment one begins. Raises ComesTooEarly while the first is
    not read: this one waits for it, however long it lies among the failed.
    """
    versions = RawIntake.objects.filter(channel=raw.channel_id).only("state", "conversation")
    told = versions.select_for_update(of=("self",)).get(external_id=first)
    if told.conversation is not None:
        return told.conversation
    if told.state != IntakeState.DONE:
        raise ComesTooEarly
    names = names_of_versions(first)
    later = versions.filter(external_id__in=names, conversation__isnull=False)
    begun = later.order_by("seq").first()
    return begun.conversation if begun else None


def _going_on(raw: RawIntake, found: Conversation | None, *, now: datetime) -> Conversation | None:
    if found is None or (reference := slots.goes_on(found.reference, now)) == found.reference:
        return found
    # Whoever follows may be somebody else, who knew the link or was sent the mail: they are shown nothing.
    theirs = Conversation.objects.filter(customer__isnull=False, customer=found.customer_id)
    if raw.channel.kind in WRITTEN_TO_AND_FRO:
        theirs = theirs.filter(contact_point=found.contact_point_id, contact_point__isnull=False)
    named = theirs.filter(reference=reference).first() if reference else None
    later = named or _begun(theirs, found, now=now)
    if later is None:
        raw.context = {**raw.context, "follows": found.reference}
        raw.save(update_fields=["context"])
    return later


def _begun(
    theirs: QuerySet[Conversation], found: Conversation, *, now: datetime
) -> Conversation | None:
    """Give what they began a moment ago, whose case is not open yet: several mails in a row begin one."""
    begun = theirs.filter(submission__raw__context__follows=found.reference)
    latest = begun.order_by("-pk").first()
    goes_on = latest is not None and slots.goes_on(latest.reference, now) == latest.reference
    return latest if goes_on else None


def _spoken_by(messenger: ContactKind, handle: str) -> Conversation | None:
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
    return Conversation.objects.filter(contact_point=point).order_by("-opened_at", "-pk").first()


def _claimed(reference: str, sender: str) -> Conversation | None:
    conversation = Conversation.objects.filter(reference=reference).first()
    if conversation is None or conversation.customer_id is None:
        return None
    own = ContactPoint.objects.usable_in([conversation.pk]).spelled(ContactKind.EMAIL, sender)
    return conversation if own.filter(customer_id=conversation.customer_id).exists() else None
