"""Rereading: a review that says something else than when it came, or was answered at its source."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.drafts import Draft, ReviewDraft
from channels.kinds import Disposition
from channels.models import (
    Conversation,
    Message,
    PublicReply,
    RawIntake,
    Review,
    Submission,
)
from channels.rules.conversations.beginning import ring
from channels.rules.conversations.continuing import append, dispose
from channels.rules.conversations.insights import ask_for_case
from channels.rules.conversations.reviewing import LONGEST_REPLY, say_reply
from channels.rules.items.drafting import title_of
from channels.signals import review_answered
from feedback_site.ledger.rules.recording import Entry, record


def reread(raw: RawIntake, draft: Draft, conversation: Conversation, *, now: datetime) -> None:
    """Take a further version of a review: its words as one more message, a reply at its source as ours.

    Praise that turned into a complaint opens a case of its own words. The caller holds the raw item's lock.
    """
    told, anew = draft.review or ReviewDraft(), raw.context.get("anew") or []
    review = Review.objects.select_for_update(of=("self",)).get(submission=conversation.submission)
    if {"words", "stars"} & set(anew):
        _take_words(raw, draft, conversation, review, told, now=now)
    else:
        dispose(raw, Disposition.APPENDED, conversation=conversation, now=now)
    if "reply" in anew:
        _take_reply(review, told, now=now)


def _take_words(
    raw: RawIntake, draft: Draft, conversation: Conversation, review: Review, told: ReviewDraft, *,
    now: datetime,
) -> None:  # fmt: skip
    stars = f"{told.stars:.1f}" if told.stars is not None else ""
    append(raw, draft, [], conversation, now=now)
    entry = Entry(
        verb="review.changed", subject=f"submission:{review.pk}", actor="customer",
        body={"stars_before": str(review.stars or ""), "stars": stars},
    )  # fmt: skip
    record([entry], now=now)
    if told.stars is not None:
        review.stars, review.stars_given = told.stars, told.stars_given
        review.save(update_fields=("stars", "stars_given"))
    if not draft.is_insight:
        _open_anew(review.submission, draft, now=now)


def _open_anew(submission: Submission, draft: Draft, *, now: datetime) -> None:
    """Let what was kept become a case of what it says now; what it said first stays its first message."""
    if not submission.is_insight:
        return
    asked = ask_for_case(submission.pk, actor=None, now=now)
    asked.title, asked.text = title_of(draft), draft.text
    asked.save(update_fields=("title", "text"))
    ring(asked.raw, asked.pk)


def _take_reply(review: Review, told: ReviewDraft, *, now: datetime) -> None:
    """Keep a reply that stands at the source; one of ours that waited to be posted is posted by it."""
    text = told.reply[:LONGEST_REPLY]
    same = [one for one in review.replies.all() if one.text.split() == text.split()]
    reply = same[0] if same else PublicReply(review=review, text=text, written_at=now)
    if reply.posted_at is None:
        at, where = min(told.replied_at or now, now), told.url or review.url
        message = say_reply(reply, where=where, at=at, now=now)
        reply.save()
        transaction.on_commit(
            partial(review_answered.send_robust, sender=Message, message_id=message.pk)
        )
    review.is_answered = True
    review.save(update_fields=("is_answered",))
