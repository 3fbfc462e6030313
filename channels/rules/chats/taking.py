"""Taking chats: one person takes a chat on, answers in it, hands it on, ends it."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.chat_kinds import AskedWhy, ChatEnding, ChatEventKind, ChatState
from channels.errors import (
    ChatOver,
    ChatTaken,
    NobodyThere,
    NothingWritten,
    NotYourChat,
    TooManyChats,
)
from channels.kinds import Direction
from channels.models import Chat, ChatPresence, Message
from channels.rules import access
from channels.rules.chats import staffing
from channels.rules.chats.chatting import finish, happened, locked, save
from channels.rules.chats.passing_on import pass_on
from channels.signals import chat_answered, chat_taken
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


@transaction.atomic
def claim_chat(chat_id: int, *, actor: User, now: datetime) -> Chat:
    """Take a chat on, from those who wait, the assistant, or somebody who is gone; exactly one of two wins.

    Raises ChatTaken, TooManyChats, ChatOver, NotAllowed.
    """
    presence = staffing.own(actor, now=now)
    chat = _open(chat_id)
    if chat.state == ChatState.WITH_PERSON:
        if chat.agent_id == actor.pk:
            return chat
        if not staffing.is_gone(chat.agent_id, now=now):
            raise ChatTaken(who=str(chat.agent))
    number = _number_of(actor)
    if number >= presence.at_once:
        raise TooManyChats(number=number)
    if chat.state == ChatState.WITH_PERSON:
        happened(chat, ChatEventKind.HANDED_BACK, now=now, by="system", held_by=chat.agent_id)
        save(chat, state=ChatState.WAITING, agent=None, waiting_since=now)
    if chat.state == ChatState.ASSISTANT:
        pass_on(chat, AskedWhy.STAFF, now=now, actor=actor)
    happened(chat, ChatEventKind.CLAIMED, now=now, actor=actor)
    _give(chat, actor)
    return chat


@transaction.atomic
def say(chat_id: int, *, text: str, key: str, actor: User, now: datetime) -> Message:
    """Write to the customer of one's own chat; the same `key` again is the same line.

    Raises NotYourChat, ChatOver, NothingWritten.
    """
    if not text.strip():
        raise NothingWritten
    chat = locked(chat_id)
    known = Message.objects.filter(
        conversation=chat.conversation_id, mail_message_id=f"chat:{key}"
    ).first()
    if key and known is not None:
        return known
    _require_own(chat, actor)
    message = Message.objects.create(
        conversation_id=chat.thread_id, channel_id=chat.channel_id, author=actor,
        direction=Direction.OUTBOUND, text=text.strip(), happened_at=now, recorded_at=now,
        mail_message_id=f"chat:{key}" if key else "",
    )  # fmt: skip
    save(chat, first_human_at=chat.first_human_at or now, agent_types_until=None)
    entry = Entry(
        verb="chat.answered", subject=f"chat:{chat.pk}", actor=name_of(actor),
        body={"message": message.pk},
    )  # fmt: skip
    record([entry], now=now)
    access.keep_open(chat.conversation, now=now)
    transaction.on_commit(partial(chat_answered.send_robust, sender=Message, message_id=message.pk))
    return message


@transaction.atomic
def hand_back(chat_id: int, *, actor: User, now: datetime) -> Chat:
    """Let one's own chat wait for somebody else. Raises NotYourChat, ChatOver."""
    chat = locked(chat_id)
    _require_own(chat, actor)
    happened(chat, ChatEventKind.HANDED_BACK, now=now, actor=actor)
    save(chat, state=ChatState.WAITING, agent=None, waiting_since=now)
    return chat


@transaction.atomic
def transfer(chat_id: int, *, to: int, actor: User, now: datetime) -> Chat:
    """Hand one's own chat to a colleague who takes chats and has room.

    Raises NobodyThere, NotYourChat, ChatOver.
    """
    theirs = (
        ChatPresence.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user=to)
        .exclude(user=actor)
        .first()
    )
    chat = locked(chat_id)
    _require_own(chat, actor)
    can_see = (
        theirs is not None and Chat.objects.visible_to(theirs.user).filter(pk=chat_id).exists()
    )
    if theirs is None or not can_see or not theirs.is_there(now):
        raise NobodyThere
    if _number_of(theirs.user) >= theirs.at_once:
        raise NobodyThere
    happened(chat, ChatEventKind.TRANSFERRED, now=now, actor=actor, to=theirs.pk)
    _give(chat, theirs.user)
    return chat


@transaction.atomic
def end_chat(chat_id: int, *, actor: User, now: datetime) -> Chat:
    """End one's own chat; its case goes on. Raises NotYourChat, ChatOver."""
    chat = locked(chat_id)
    _require_own(chat, actor)
    finish(chat, ChatEnding.CLOSED, now=now, actor=actor)
    return chat


def _open(chat_id: int) -> Chat:
    chat = locked(chat_id)
    # Before its first line there is nothing to take.
    if chat.is_over or chat.conversation_id is None:
        raise ChatOver
    return chat


def _require_own(chat: Chat, actor: User) -> None:
    if chat.is_over:
        raise ChatOver
    if chat.state != ChatState.WITH_PERSON or chat.agent_id != actor.pk:
        raise NotYourChat


def _number_of(person: User) -> int:
    return Chat.objects.filter(agent=person, state=ChatState.WITH_PERSON).count()


def _give(chat: Chat, person: User) -> None:
    save(chat, state=ChatState.WITH_PERSON, agent=person)
    transaction.on_commit(partial(chat_taken.send_robust, sender=Chat, chat_id=chat.pk))
