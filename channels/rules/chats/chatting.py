"""Chatting: a visitor's chat as a row, locked, written down step by step, and ended."""

from datetime import datetime, timedelta
from typing import Any

from channels.chat_kinds import ChatEnding, ChatEventKind, ChatState
from channels.models import Chat, ChatEvent, Conversation, RawIntake
from channels.rules.looking_up import channel_called, store_id_of
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

CHANNEL = "chat"
LONGEST_PAGE = 200
# A browser asks every few seconds; to write each time would be a write for each look.
SEEN_EVERY = timedelta(seconds=15)


def begin_chat(token: str, *, language: str, store: str, page: str, now: datetime) -> Chat:
    """Give the chat of this visitor's token, beginning it where there is none."""
    chat, _is_new = Chat.objects.select_related("channel", "store").get_or_create(
        token_digest=Chat.digest_of(token),
        defaults={
            "channel": channel_called(CHANNEL), "language": language,
            "store_id": store_id_of(store), "page": page[:LONGEST_PAGE], "started_at": now,
            "seen_at": now,
        },
    )  # fmt: skip
    return chat


def locked(chat_id: int) -> Chat:
    """Lock a chat, alone; the caller holds the transaction."""
    return Chat.objects.select_for_update(of=("self",)).get(pk=chat_id)


def thread_of(raw: RawIntake) -> Conversation | None:
    """Give the conversation that a line of a chat belongs to, and lock the chat; None for its first line."""
    chat = locked(int(str(raw.context["chat"])))
    return chat.conversation


def happened(
    chat: Chat, kind: ChatEventKind, *, now: datetime, actor: User | None = None, by: str = "customer",
    **facts: object,
) -> ChatEvent:  # fmt: skip
    """Write what happened into the chat and the ledger; the caller holds the lock."""
    event = ChatEvent.objects.create(
        chat=chat, kind=kind, actor=actor, facts=facts, happened_at=now
    )
    entry = Entry(
        verb=f"chat.{kind.value}", subject=f"chat:{chat.pk}", actor=name_of(actor, by), body=facts
    )
    record([entry], now=now)
    return event


def save(chat: Chat, *names: str, **values: Any) -> None:
    """Write these fields of a locked chat, with the version that everybody watches."""
    for name, value in values.items():
        setattr(chat, name, value)
    chat.version += 1
    chat.save(update_fields=[*names, *values, "version"])


def finish(
    chat: Chat,
    ending: ChatEnding,
    *,
    now: datetime,
    actor: User | None = None,
    by: str = "customer",
) -> None:
    """End a locked chat; what was said stays on its conversation."""
    happened(chat, ChatEventKind.ENDED, now=now, actor=actor, by=by, how=ending.value)
    save(chat, state=ChatState.ENDED, ending=ending, ended_at=now, owes_since=None)


def see(chat: Chat, *, message_id: int, now: datetime) -> None:
    """Note that the customer's browser is there, and which message it has; no event, for nothing changed."""
    is_news = message_id > chat.seen_id
    if not is_news and chat.seen_at is not None and now - chat.seen_at < SEEN_EVERY:
        return
    chat.seen_at, chat.seen_id = now, max(chat.seen_id, message_id)
    Chat.objects.filter(pk=chat.pk, seen_id__lte=chat.seen_id).update(
        seen_at=now, seen_id=chat.seen_id
    )
