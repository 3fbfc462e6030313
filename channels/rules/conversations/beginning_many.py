"""Begin many conversations at once, by as many statements as one: where items hold words and a name alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from channels.drafts import Draft
from channels.kinds import IntakeState
from channels.models import Conversation, Message, RawIntake, Submission
from channels.rules.conversations.beginning import (
    accounted,
    disposition_of,
    message_values,
    ring,
    submission_values,
)
from channels.rules.conversations.reviewing import Kept, keep_reviews
from channels.rules.customers.identifying import begin_named
from channels.rules.items.drafting import language_of, said_at, title_of
from channels.rules.items.receiving import arrived
from feedback_site.ledger.rules.recording import Entry, record

# The counter stays locked until the commit, as where one item is stored: numbers are given in the order of
# commits, and what is undone leaves no gap.
_NUMBERS = """
INSERT INTO channels_channelcounter AS counter (channel_id, last_seq, last_received_at)
VALUES (%s, %s, %s)
ON CONFLICT (channel_id) DO UPDATE
    SET last_seq = counter.last_seq + excluded.last_seq, last_received_at = excluded.last_received_at
RETURNING last_seq
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An item that is not written yet, and what was read in it."""

    raw: RawIntake
    draft: Draft

    @property
    def is_simple(self) -> bool:
        """Whether it begins a conversation of its own, of words and a name alone."""
        draft = self.draft
        has_more = draft.files or draft.media or draft.sign or draft.call or draft.facts
        has_thread = draft.reference or draft.claimed_reference or draft.is_bounce
        has_thread = has_thread or "version_of" in self.raw.context
        has_words = draft.text or draft.title
        return bool(has_words and not (has_more or has_thread or draft.person.is_reachable))


def begin_many(items: Sequence[Told], *, now: datetime) -> None:
    """Write simple items of one channel with all that they begin; they are accounted for from the start.

    Rings for each that is no insight. Raises IntegrityError where one is known, and then all is to be
    undone; within a transaction.
    """
    languages = [language_of(one.draft, one.raw) for one in items]
    names = [
        ("" if one.draft.is_anonymous else one.draft.person.name, language)
        for one, language in zip(items, languages, strict=True)
    ]
    customers = begin_named(names, now=now)
    _number([one.raw for one in items], now=now)
    conversations = [
        _conversation(one, customer_id, language, now)
        for one, customer_id, language in zip(items, customers, languages, strict=True)
    ]
    Conversation.objects.bulk_create(conversations)
    RawIntake.objects.bulk_create(
        _done(one, conversation, now)
        for one, conversation in zip(items, conversations, strict=True)
    )
    submissions = [
        _submission(one, conversation)
        for one, conversation in zip(items, conversations, strict=True)
    ]
    Submission.objects.bulk_create(submissions)
    Message.objects.bulk_create(
        _message(one, conversation, now)
        for one, conversation in zip(items, conversations, strict=True)
    )
    keep_reviews(_reviews(items, submissions), now=now)
    _tell(items, submissions, now=now)


def _number(raws: Sequence[RawIntake], *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [raws[0].channel_id, len(raws), now])
        last = cursor.fetchone()[0]
    for seq, raw in enumerate(raws, last - len(raws) + 1):
        raw.seq = seq


def _conversation(one: Told, customer_id: int | None, language: str, now: datetime) -> Conversation:
    conversation = Conversation(
        reference=one.raw.reference, channel_id=one.raw.channel_id, customer_id=customer_id,
        language=language, subject=title_of(one.draft), opened_at=now,
    )  # fmt: skip
    conversation.new_access()
    return conversation


def _done(one: Told, conversation: Conversation, now: datetime) -> RawIntake:
    raw = one.raw
    raw.state, raw.accounted_at, raw.attempts = IntakeState.DONE, now, 1
    raw.disposition, raw.conversation = disposition_of(one.draft), conversation
    return raw


def _submission(one: Told, conversation: Conversation) -> Submission:
    told = submission_values(one.raw, one.draft, conversation.customer_id)
    return Submission(
        raw_id=told.pop("raw"), store_id=told.pop("store"), captured_by_id=told.pop("clerk"),
        captured_at=told.pop("said_at"), conversation=conversation,
        channel_id=conversation.channel_id, customer_id=conversation.customer_id,
        title=conversation.subject, language=conversation.language, **told,
    )  # fmt: skip


def _message(one: Told, conversation: Conversation, now: datetime) -> Message:
    return Message(
        conversation=conversation, raw=one.raw, channel_id=conversation.channel_id,
        text=one.draft.text, happened_at=said_at(one.draft, one.raw), recorded_at=now,
        **message_values(one.draft),
    )  # fmt: skip


def _reviews(items: Sequence[Told], submissions: Sequence[Submission]) -> list[Kept]:
    return [
        Kept(
            submission_id=submission.pk, conversation_id=submission.conversation_id,
            channel_id=submission.channel_id, draft=one.draft.review,
        )
        for one, submission in zip(items, submissions, strict=True)
        if one.draft.review is not None
    ]  # fmt: skip


def _tell(items: Sequence[Told], submissions: Sequence[Submission], *, now: datetime) -> None:
    """Write of each item into the ledger what one that comes alone is written of, and ring."""
    entries: list[Entry] = []
    for one, submission in zip(items, submissions, strict=True):
        entries += [arrived(one.raw), accounted(one.raw, one.draft, submission.pk, 0)]
        if not one.draft.is_insight:
            ring(one.raw, submission.pk)
    record(entries, now=now)
