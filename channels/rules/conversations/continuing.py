"""Continue a conversation: one more message from the customer, or a machine's word about ours."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from channels.contacts import normal_email
from channels.drafts import Draft
from channels.kinds import BOUNCED, ContactKind, Direction, Disposition, IntakeState
from channels.models import ContactPoint, Conversation, Message, Outgoing, RawIntake
from channels.rules.files.attaching import Prepared, attach
from channels.rules.files.expecting import expect
from channels.rules.items.drafting import said_at
from channels.rules.items.receiving import actor_of
from channels.signals import message_received
from feedback_site.ledger.rules.recording import Entry, record


def append(
    raw: RawIntake,
    draft: Draft,
    files: list[Prepared],
    conversation: Conversation,
    *,
    now: datetime,
) -> None:
    """Write one more message on a conversation; the caller holds the raw item's lock.

    `message_received` rings for people only: what a machine wrote must wake nobody.
    """
    message = Message.objects.create(
        conversation=conversation, raw=raw, channel_id=raw.channel_id, direction=Direction.INBOUND,
        subject=draft.title, text=draft.text, full_text=draft.full_text, html=draft.html,
        is_automatic=draft.is_automatic or draft.is_bounce, is_bounce=draft.is_bounce,
        mail_message_id=draft.mail_message_id, happened_at=said_at(draft, raw), recorded_at=now,
    )  # fmt: skip
    attach(message.pk, files, item=f"intake:{raw.pk}")
    expect(message.pk, draft, now=now)
    if draft.is_bounce:
        _note_bounce(conversation, draft, now=now)
    dispose(raw, Disposition.APPENDED, conversation=conversation, now=now)
    if not message.is_automatic:
        transaction.on_commit(
            partial(message_received.send_robust, sender=Message, message_id=message.pk)
        )


def dispose(
    raw: RawIntake, disposition: Disposition, *, now: datetime,
    conversation: Conversation | None = None, reason: str = "", actor: str = "",
) -> None:  # fmt: skip
    """Give a raw item its one disposition, and the ledger its line; the caller holds the lock."""
    raw.state, raw.disposition, raw.accounted_at = IntakeState.DONE, disposition, now
    raw.disposition_reason, raw.conversation, raw.error = reason, conversation, ""
    raw.attempts += 1
    raw.save(
        update_fields=(
            "state", "disposition", "accounted_at", "disposition_reason", "conversation", "error",
            "attempts", "reviewer",
        )
    )  # fmt: skip
    entry = Entry(
        verb="intake.accounted",
        subject=f"intake:{raw.pk}",
        actor=actor or actor_of(raw.context),
        body={
            "disposition": disposition.value,
            "reference": conversation.reference if conversation else raw.reference,
        },
    )
    record([entry], now=now)


def _note_bounce(conversation: Conversation, draft: Draft, *, now: datetime) -> None:
    """Mark the address that did not work, and the mail that did not arrive.

    Only the own addresses of this conversation's customer: a forged report must not silence others.
    """
    if not draft.facts.get("bounce_is_permanent", True) or conversation.customer_id is None:
        return
    indexes = [
        ContactPoint.index_of(ContactKind.EMAIL, normal_email(address))
        for address in draft.bounced_addresses
    ]
    ContactPoint.objects.filter(
        Q(value_index__in=indexes) | Q(claim_index__in=indexes),
        customer_id=conversation.customer_id, kind=ContactKind.EMAIL,
    ).update(bounced_at=now)  # fmt: skip
    original = str(draft.facts.get("bounced_message_id") or "")
    if original:
        Outgoing.objects.filter(conversation=conversation, mail_message_id=original).update(
            last_error=BOUNCED
        )
