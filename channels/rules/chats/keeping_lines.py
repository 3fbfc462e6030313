"""Keeping lines: what a chat makes of an item that was accounted for as one of its messages."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.chat_kinds import AskedWhy, ChatEventKind, ChatState
from channels.drafts import Draft
from channels.models import Chat, RawIntake
from channels.rules.chats.chatting import happened, locked, save
from channels.rules.chats.passing_on import pass_on
from channels.rules.conversations.naming import name_conversation
from channels.signals import chat_line_kept


def keep_line(raw: RawIntake, draft: Draft, *, now: datetime) -> None:
    """Let the chat know of its new line, in the transaction that gave the item its place.

    A line that comes when the chat has just ended without a case is not lost: it asks for one.
    """
    chat = locked(int(str(raw.context["chat"])))
    if raw.context.get("is_contact"):
        if name_conversation(chat.thread_id, draft, raw_id=raw.pk, now=now):
            happened(chat, ChatEventKind.NAMED, now=now)
            save(chat)
        return
    if chat.conversation_id is None:
        chat.conversation_id = raw.conversation_id
        happened(chat, ChatEventKind.STARTED, now=now)
    chat.last_line_at, chat.customer_types_until = now, None
    if chat.state == ChatState.ASSISTANT:
        chat.owes_since = chat.owes_since or now
        transaction.on_commit(partial(chat_line_kept.send_robust, sender=Chat, chat_id=chat.pk))
    save(chat, "conversation", "last_line_at", "customer_types_until", "owes_since")
    if chat.state == ChatState.ENDED and chat.asked_at is None:
        pass_on(chat, AskedWhy.NOT_SOLVED, now=now)
