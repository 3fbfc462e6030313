"""Reviews: kept with their submission, answered in public by hand, and followed to where they stand."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from channels.drafts import ReviewDraft
from channels.errors import AlreadyPosted, NothingSaid
from channels.kinds import Direction, Moderation
from channels.models import Conversation, Message, PublicReply, Review, Submission
from channels.references import read_reference
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

LONGEST_REPLY = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A review that is to be kept, and where its submission was written."""

    submission_id: int
    conversation_id: int
    channel_id: int
    draft: ReviewDraft


def keep_reviews(kept: Sequence[Kept], *, now: datetime) -> None:
    """Keep what reviews have beside their words, in the transaction that writes their submissions.

    A reply that came with one was posted by somebody of ours, whom we do not know.
    """
    Review.objects.bulk_create(_review(one) for one in kept)
    replies = []
    for one in kept:
        if text := one.draft.reply[:LONGEST_REPLY]:
            reply = PublicReply(review_id=one.submission_id, text=text, written_at=now)
            at = one.draft.replied_at or now
            _put(reply, one.conversation_id, one.channel_id, where=one.draft.url, at=at, now=now)
            replies.append(reply)
    Message.objects.bulk_create([one.message for one in replies if one.message is not None])
    for reply in replies:
        # Its message has a number only now.
        reply.message = reply.message
    PublicReply.objects.bulk_create(replies)


@transaction.atomic
def write_reply(review_id: int, *, text: str, actor: User, now: datetime) -> PublicReply:
    """Write, or write anew, the reply that somebody will post; one at a time waits to be posted.

    Raises NothingSaid.
    """
    review = _locked(review_id)
    if not text.strip():
        raise NothingSaid
    reply = review.replies.filter(posted_at=None).first() or PublicReply(review=review)
    reply.text, reply.author, reply.written_at = text.strip()[:LONGEST_REPLY], actor, now
    reply.save()
    _record("review.reply_written", review, actor=actor, now=now)
    return reply


@transaction.atomic
def mark_posted(
    reply_id: int, *, where: str, posted_at: datetime, actor: User, now: datetime
) -> Message:
    """Say where and when a reply was posted: from then on it is part of the conversation.

    Raises NothingSaid without a place, AlreadyPosted the second time.
    """
    reply = PublicReply.objects.select_related("review").get(pk=reply_id)
    review = _locked(reply.review_id)
    reply.refresh_from_db()
    if reply.posted_at is not None:
        raise AlreadyPosted
    if not where.strip():
        raise NothingSaid
    reply.posted_by = actor
    message = say_reply(reply, where=where, at=min(posted_at, now), now=now)
    reply.save()
    review.is_answered = True
    review.save(update_fields=("is_answered",))
    _record("review.reply_posted", review, actor=actor, now=now)
    return message


@transaction.atomic
def moderate(review_id: int, *, moderation: Moderation, actor: User, now: datetime) -> Review:
    """Note where a review stands at its source: shown, reported, or hidden there."""
    review = _locked(review_id)
    review.moderation = moderation
    review.save(update_fields=("moderation",))
    _record("review.moderated", review, actor=actor, now=now, moderation=moderation.value)
    return review


def talk_link(reference: str) -> str:
    """Give the address where the author of a review may write to us in private.

    Everybody may read it beside the review: it opens nothing, and only ties what is written there to
    the review's case.
    """
    return f"{settings.SITE_URL}/feedback/?follows={talk_token(reference)}"


def talk_token(reference: str) -> str:
    """Sign a reference, so that nobody ties their words to a case of which they only guess the number."""
    return f"{reference}.{_signature(reference)}"


def invited(token: str) -> str:
    """Give the reference that a token signs; "" for any other text."""
    reference, _dot, signature = token.partition(".")
    if read_reference(reference) != reference:
        return ""
    return (
        reference if hmac.compare_digest(signature.encode(), _signature(reference).encode()) else ""
    )


def _signature(reference: str) -> str:
    key = bytes.fromhex(settings.TOKEN_KEY)
    return hmac.new(key, f"talk:{reference}".encode(), hashlib.sha256).hexdigest()[:24]


def _locked(review_id: int) -> Review:
    return Review.objects.select_for_update(of=("self",)).get(pk=review_id)


def _review(kept: Kept) -> Review:
    draft = kept.draft
    return Review(
        submission_id=kept.submission_id, source=draft.source, url=draft.url, stars=draft.stars,
        stars_given=draft.stars_given, posted_at=draft.posted_at, is_answered=bool(draft.reply),
    )  # fmt: skip


def say_reply(reply: PublicReply, *, where: str, at: datetime, now: datetime) -> Message:
    """Put a posted reply among what was said; the caller saves it."""
    conversation: Conversation = (
        Submission.objects.select_related("conversation").get(pk=reply.review_id).conversation
    )
    message = _put(reply, conversation.pk, conversation.channel_id, where=where, at=at, now=now)
    message.save()
    reply.message = message
    return message


def _put(
    reply: PublicReply, conversation_id: int, channel_id: int, *, where: str, at: datetime,
    now: datetime,
) -> Message:  # fmt: skip
    """Say of a reply where and when it was posted, and give it its message, which is not saved."""
    message = Message(
        conversation_id=conversation_id, channel_id=channel_id, direction=Direction.OUTBOUND,
        author=reply.author, text=reply.text, happened_at=at, recorded_at=now,
    )  # fmt: skip
    reply.message, reply.posted_at, reply.posted_where = message, at, where.strip()[:500]
    return message


def _record(verb: str, review: Review, *, actor: User, now: datetime, **body: object) -> None:
    entry = Entry(verb=verb, subject=f"submission:{review.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
