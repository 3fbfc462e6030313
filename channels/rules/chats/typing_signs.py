"""Signs of typing: that somebody writes, and never what; each goes out by itself."""

import math
from datetime import datetime, timedelta

from django.db.models import Q

from channels.chat_kinds import ChatState
from channels.models import Chat
from channels.models.chat import ChatQuerySet
from feedback_site.organisation.models import User

SHOWN_FOR = timedelta(seconds=6)
# A page says so every four seconds while somebody types; to write more often would tell nobody more.
AGAIN_AFTER = timedelta(seconds=3)


def customer_types(chat_id: int, *, now: datetime) -> bool:
    """Note that the customer writes to the colleague who has the chat, and give whether that was news."""
    return _types(Chat.objects.filter(pk=chat_id), "customer_types_until", now)


def agent_types(chat_id: int, *, actor: User, now: datetime) -> bool:
    """Note that a colleague writes in their own chat; in somebody else's nothing is noted."""
    return _types(Chat.objects.filter(pk=chat_id, agent=actor), "agent_types_until", now)


def shown_for(until: datetime | None, *, now: datetime) -> int:
    """Give for how many seconds more a sign is shown; 0 where it is over, or there is none."""
    return max(0, math.ceil((until - now).total_seconds())) if until is not None else 0


def _types(rows: ChatQuerySet, field: str, now: datetime) -> bool:
    """One statement and no version: what was said is looked at only where there is something new in it."""
    stale = Q(**{field: None}) | Q(**{f"{field}__lt": now + SHOWN_FOR - AGAIN_AFTER})
    open_ = rows.filter(state=ChatState.WITH_PERSON).filter(stale)
    return bool(open_.update(**{field: now + SHOWN_FOR}))
