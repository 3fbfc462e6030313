"""The colleagues' side of chats: who waits, what is mine, what else is open, who could take one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from channels.chat_kinds import ChatState
from channels.kinds import Direction
from channels.models import Chat, ChatPresence, Message
from channels.models.chat import ChatQuerySet
from feedback_site.organisation.models import User

MOST = 50
MOST_ENDED = 10
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Chats of one person's reach: those who wait longest first, their own, others, and ended ones."""

    waiting: Sequence[Chat]
    mine: Sequence[Chat]
    others: Sequence[Chat]
    ended: Sequence[Chat]


def board_of(user: User) -> Board:
    """Give all open chats within reach, and the last that ended; two statements."""
    rows = list(_rows(user).unfinished().order_by("waiting_since", "pk")[:MOST])
    return Board(
        waiting=[one for one in rows if one.state == ChatState.WAITING],
        mine=[
            one for one in rows if one.state == ChatState.WITH_PERSON and one.agent_id == user.pk
        ],
        others=[
            one
            for one in rows
            if one.state == ChatState.ASSISTANT
            or (one.state == ChatState.WITH_PERSON and one.agent_id != user.pk)
        ],
        ended=list(_rows(user).filter(state=ChatState.ENDED).order_by("-ended_at")[:MOST_ENDED]),
    )


def others_of(user: User, chat: Chat) -> Sequence[Chat]:
    """Give what else somebody has open, `awaits_us` where the customer said the last word; one statement."""
    said = Message.objects.filter(conversation=OuterRef("conversation")).order_by("-pk")
    rows = _rows(user).filter(state=ChatState.WITH_PERSON, agent=user).exclude(pk=chat.pk)
    by_customer = Q(last_direction=Direction.INBOUND)
    return list(
        rows.annotate(last_direction=Subquery(said.values("direction")[:1]))
        .annotate(awaits_us=ExpressionWrapper(by_customer, output_field=BooleanField()))
        .order_by("-awaits_us", "pk")[:MOST]
    )


def waiting_count(user: User) -> int:
    """Count the chats that wait for a person, up to 99, along a partial index."""
    return Chat.objects.visible_to(user).waiting().order_by()[:MOST_COUNTED].count()


def colleagues_with_room(user: User, *, now: datetime) -> Sequence[User]:
    """Give the colleagues to whom a chat could be handed."""
    rows = ChatPresence.objects.with_room(now).exclude(user=user).select_related("user")
    return sorted((one.user for one in rows), key=str)


def presence_of(user: User) -> ChatPresence | None:
    """Give what somebody said of themselves; None where they never did."""
    return ChatPresence.objects.filter(user=user).first()


def _rows(user: User) -> ChatQuerySet:
    last = Message.objects.filter(
        conversation=OuterRef("conversation"), direction=Direction.INBOUND
    ).order_by("-pk")
    return (
        Chat.objects.visible_to(user)
        .exclude(conversation=None)
        .select_related("conversation__customer", "agent", "store")
        .annotate(last_line=Subquery(last.values("text")[:1]))
    )
