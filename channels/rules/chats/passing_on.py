"""Passing on: from the assistant to a person, which makes a case of what was said."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.chat_kinds import AskedWhy, ChatEventKind, ChatState
from channels.models import Chat, Submission
from channels.rules.chats import staffing
from channels.rules.chats.chatting import happened, save
from channels.rules.conversations.insights import ask_for_case
from channels.signals import submission_received
from feedback_site.organisation.models import User


def pass_on(chat: Chat, why: AskedWhy, *, now: datetime, actor: User | None = None) -> None:
    """Let a locked chat wait for a person, and ask for its case; a chat that has ended stays so.

    The first time counts as the moment at which a person was asked for.
    """
    if chat.asked_at is None:
        chat.asked_at, chat.asked_why = now, why
        chat.was_staffed = staffing.is_somebody_there(now=now, store_id=chat.store_id)
    if chat.state == ChatState.ASSISTANT:
        chat.state, chat.waiting_since = ChatState.WAITING, now
    chat.owes_since = None
    by = "customer" if why == AskedWhy.WISHED else "system"
    happened(chat, ChatEventKind.ASKED, now=now, actor=actor, by=by, why=why.value)
    save(chat, "asked_at", "asked_why", "was_staffed", "state", "waiting_since", "owes_since")
    _ask_for_case(chat, actor, now)


def _ask_for_case(chat: Chat, actor: User | None, now: datetime) -> None:
    # Locked before it is asked: a colleague may be asking for the case at this moment.
    of_chat = Submission.objects.filter(conversation=chat.conversation_id)
    submission = of_chat.select_for_update().first()
    if submission is None or not submission.is_insight:
        return
    ask_for_case(submission.pk, actor=actor, now=now)
    transaction.on_commit(
        partial(
            submission_received.send_robust,
            sender=Submission,
            submission_id=submission.pk,
            is_awaited=True,
        )
    )
