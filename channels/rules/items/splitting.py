"""Splitting off: part of what a customer said becomes an item, a conversation and a submission of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.kinds import Direction, Disposition, IntakeState
from channels.models import Consent, ContactPoint, Conversation, Message, RawIntake, Submission
from channels.rules.items.receiving import receive
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

CONTENT_TYPE = "application/vnd.feedback.split+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What belongs to the second matter: a title of ours, the customer's words, and where they stand."""

    title: str
    text: str
    messages: Sequence[int]
    said_at: datetime


@transaction.atomic
def split_off(origin: Submission, part: Part, *, actor: User, now: datetime) -> Submission:
    """Take a part in as an item of the same channel, from the same customer, said when it was said.

    It is numbered and told to the ledger like any item, so that every submission goes back to one. The
    caller opens its case; no bell rings.
    """
    body = {
        "of": origin.pk,
        "messages": list(part.messages),
        "title": part.title,
        "text": part.text,
    }
    raw = receive(
        channel=origin.channel, body=json.dumps(body, ensure_ascii=False).encode(),
        content_type=CONTENT_TYPE, now=now, captured_at=part.said_at,
        # Named here too, so that what is taken back is found without unsealing anything.
        context={"split_of": origin.pk, "messages": list(part.messages), "clerk": actor.pk},
    ).raw  # fmt: skip
    conversation = _conversation(origin, raw, part, now=now)
    submission = _submission(origin, raw, conversation, part, now=now)
    _claim_here_too(origin, raw, conversation, now=now)
    _agreed_here_too(origin, submission)
    Message.objects.create(
        conversation=conversation, raw=raw, channel=origin.channel, direction=Direction.INBOUND,
        subject=part.title, text=part.text, happened_at=part.said_at, recorded_at=now,
    )  # fmt: skip
    RawIntake.objects.filter(pk=raw.pk).update(
        state=IntakeState.DONE, disposition=Disposition.OPENED, accounted_at=now, attempts=1,
        conversation=conversation,
    )  # fmt: skip
    entry = Entry(
        verb="intake.accounted", subject=f"intake:{raw.pk}", actor=name_of(actor),
        body={
            "disposition": Disposition.OPENED.value, "reference": raw.reference,
            "submission": submission.pk, "files": 0, "split_of": origin.pk,
        },
    )  # fmt: skip
    record([entry], now=now)
    return submission


def parts_of(message: Message) -> list[Message]:
    """Give, locked, what was split off with the words of a messenger's message, and from such parts again.

    They are found along the conversations of its person, for these are few.
    """
    parts = Message.objects.select_for_update(of=("self",)).filter(
        conversation__contact_point=message.conversation.contact_point_id,
        raw__content_type=CONTENT_TYPE, raw__context__messages__contains=message.pk,
    )  # fmt: skip
    return [each for one in parts for each in (one, *parts_of(one))]


def _conversation(origin: Submission, raw: RawIntake, part: Part, *, now: datetime) -> Conversation:
    """Opened when it was said: on a messenger the customer goes on speaking on their last conversation."""
    before = origin.conversation
    conversation = Conversation(
        reference=raw.reference, channel=origin.channel, customer_id=before.customer_id,
        contact_point_id=before.contact_point_id, partner_id=before.partner_id,
        language=before.language, subject=part.title, opened_at=min(part.said_at, before.opened_at),
        access_expires_at=before.access_expires_at,
    )  # fmt: skip
    conversation.new_access()
    conversation.save()
    return conversation


def _claim_here_too(
    origin: Submission, raw: RawIntake, conversation: Conversation, *, now: datetime
) -> None:
    """What was stated for the first matter is stated for both; so is the number that it was texted from."""
    claims = ContactPoint.objects.filter(
        customer=origin.customer_id, claimed_in__conversation=origin.conversation_id
    )
    own = ContactPoint.objects.bulk_create(
        ContactPoint(
            customer_id=one.customer_id, kind=one.kind, value_sealed=one.value_sealed,
            value_masked=one.value_masked, claim_index=one.claim_index, tail_index=one.tail_index,
            claimed_in=raw, bounced_at=one.bounced_at, created_at=now,
        )
        for one in claims
    )  # fmt: skip
    spoken_by = conversation.contact_point
    if spoken_by is not None and spoken_by.is_claim:
        same = (one for one in own if one.claim_index == spoken_by.claim_index)
        conversation.contact_point = next(same, None)
        conversation.save(update_fields=("contact_point",))


def _agreed_here_too(origin: Submission, submission: Submission) -> None:
    """Whoever agreed to be texted about what they told agreed to it for each part of that."""
    given = Consent.objects.filter(
        submission=origin, purpose=Consent.Purpose.TEXTS, withdrawn_at=None
    ).first()
    if given is not None:
        Consent.objects.create(
            customer_id=given.customer_id, purpose=given.purpose, submission=submission,
            notice_version=given.notice_version, given_at=given.given_at,
        )  # fmt: skip


def _submission(
    origin: Submission, raw: RawIntake, conversation: Conversation, part: Part, *, now: datetime
) -> Submission:
    return Submission.objects.create(
        raw=raw, conversation=conversation, channel=origin.channel, customer_id=origin.customer_id,
        store_id=origin.store_id, title=part.title, text=part.text, language=origin.language,
        order_number=origin.order_number, is_anonymous=origin.is_anonymous,
        no_contact_reason=origin.no_contact_reason, notice_version=origin.notice_version,
        captured_at=part.said_at, captured_by=origin.captured_by, received_at=now,
    )  # fmt: skip
