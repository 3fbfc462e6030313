"""Keeping lines: what a chat makes of an item that was accounted for as one of its messages."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.chat_kinds import AskedWhy, ChatEventKind, ChatState
from channels.drafts import Draft
from channels.models import Chat, Consent, Conversation, RawIntake, Submission
from channels.rules.chatting import happened, locked, save
from channels.rules.identifying import identify
from channels.rules.passing_on import pass_on
from channels.signals import chat_line_kept, customer_named


def keep_line(raw: RawIntake, draft: Draft, *, now: datetime) -> None:
    """Let the chat know of its new line, in the transaction that gave the item its place.

    A line that comes when the chat has just ended without a case is not lost: it asks for one.
    """
    chat = locked(int(str(raw.context["chat"])))
    if raw.context.get("is_contact"):
        _name(chat, draft, now)
        return
    if chat.conversation_id is None:
        chat.conversation_id = raw.conversation_id
        happened(chat, ChatEventKind.STARTED, now=now)
    chat.last_line_at = now
    if chat.state == ChatState.ASSISTANT:
        chat.owes_since = chat.owes_since or now
        transaction.on_commit(partial(chat_line_kept.send_robust, sender=Chat, chat_id=chat.pk))
    save(chat, "conversation", "last_line_at", "owes_since")
    if chat.state == ChatState.ENDED and chat.asked_at is None:
        pass_on(chat, AskedWhy.NOT_SOLVED, now=now)


def _name(chat: Chat, draft: Draft, now: datetime) -> None:
    """Say whose chat it is, where that was not known; a second contact is a message like any other."""
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=chat.thread_id)
    if conversation.customer_id is not None:
        return
    customer_id = identify(draft.person, language=chat.language, messenger=None, now=now)
    if customer_id is None:
        return
    conversation.customer_id = customer_id
    conversation.save(update_fields=("customer",))
    submission = Submission.objects.get(conversation=conversation)
    submission.customer_id, submission.is_anonymous = customer_id, False
    submission.no_contact_reason = "" if draft.person.is_reachable else submission.no_contact_reason
    submission.save(update_fields=("customer", "is_anonymous", "no_contact_reason"))
    given = draft.facts.get("consents", ())
    for purpose in given if isinstance(given, tuple | list) else ():
        Consent.objects.create(
            customer_id=customer_id, purpose=purpose, submission=submission, given_at=now,
            notice_version=str(draft.facts.get("notice_version") or "")[:16],
        )  # fmt: skip
    happened(chat, ChatEventKind.NAMED, now=now)
    save(chat)
    transaction.on_commit(
        partial(customer_named.send_robust, sender=Submission, submission_id=submission.pk)
    )
