"""The parts of a chat's page that change while it is open, as a browser is sent them."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from channels.chat_kinds import ChatState
from channels.measures.chat_log import Cursor, Line, lines_of
from channels.models import Chat
from channels.panels import slots
from channels.references import spaced
from channels.rules import access
from channels.rules.chats.hours import staffed
from channels.rules.chats.typing_signs import shown_for

TYPES = "X-Types-For"


def state_of(chat: Chat | None, *, now: datetime, store_id: int | None = None) -> dict[str, object]:
    """What a customer is told of where their chat stands, and what they may press.

    `store_id` is the store of whom no chat has begun yet.
    """
    there = staffed(store_id if chat is None else chat.store_id, now=now)
    who = {"is_somebody_there": there.is_somebody_there, "again_at": there.again_at}
    if chat is None or chat.conversation is None:
        return {"chat": None, "state": ChatState.ASSISTANT, **who}
    conversation = chat.conversation
    is_case = chat.asked_at is not None
    return {
        "chat": chat,
        "state": ChatState(chat.state),
        **who,
        "ahead": _ahead(chat),
        "has_answer": chat.answered_at is not None,
        "is_named": conversation.customer_id is not None,
        "reference": conversation.reference if is_case else "",
        "code": spaced(conversation.access_code) if is_case else "",
        "link": access.link(conversation) if is_case else "",
        "answer_due": slots.answer_due(conversation.reference) if is_case else None,
    }


def news_of(
    request: HttpRequest, chat: Chat, after: Cursor, *, now: datetime, for_staff: bool = False
) -> dict[str, object] | None:
    """Give what is new since a cursor, ready to be put into the page; None where nothing is."""
    lines, cursor = lines_of(chat, now=now, after=after, for_staff=for_staff)
    if cursor == after:
        return None
    part: dict[str, object] = {
        "cursor": str(cursor), "lines": drawn(request, lines), "over": chat.is_over,
        "state": chat.state,
    }  # fmt: skip
    if not for_staff:
        state = state_of(chat, now=now)
        part["panel"] = render_to_string("channels/chat_state.html", state, request)
        part["case"] = render_to_string("channels/chat_case.html", state, request)
    return part


def drawn(request: HttpRequest, lines: list[Line]) -> str:
    """Draw lines as the page does."""
    return render_to_string("channels/chat_lines.html", {"lines": lines}, request)


def as_event(part: dict[str, object]) -> str:
    """Write a piece as an event of a stream; its id is where the browser goes on from."""
    return f"id: {part['cursor']}\ndata: {json.dumps(part, ensure_ascii=False)}\n\n"


def with_typing(answer: HttpResponse, until: datetime | None, *, now: datetime) -> HttpResponse:
    """Say beside an answer for how many seconds more the other side is seen to write."""
    if seconds := shown_for(until, now=now):
        answer[TYPES] = str(seconds)
    return answer


def _ahead(chat: Chat) -> int:
    """How many have been waiting for longer."""
    if chat.state != ChatState.WAITING or chat.waiting_since is None:
        return 0
    return Chat.objects.waiting().filter(waiting_since__lt=chat.waiting_since).count()
