"""Leaving chats: end those whose customer is gone, and write to them what they have not seen."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from channels.chat_kinds import ChatEnding
from channels.kinds import ChannelKind, ContactKind, Direction
from channels.models import Chat, ContactPoint, Message, Outgoing
from channels.models.chat import ChatQuerySet
from channels.rules.chats.chatting import finish, locked
from channels.rules.outbox.delivery import tell_customer
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

# Whoever has not looked for so long, and not written, is gone.
GONE_AFTER = timedelta(minutes=30)
# What nobody's browser has fetched by now is mailed, where there is an address.
UNSEEN_AFTER = timedelta(minutes=2)
LOOK_BACK = timedelta(days=1)
# No chat lasts as long as this.
BEGAN_WITHIN = timedelta(days=2)


def _of_chat(chat_id: int) -> str:
    found = Chat.objects.filter(pk=chat_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


def _of_message(message_id: int) -> str:
    found = Message.objects.filter(pk=message_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


ENDING = Sweep(code="channels.end_chat", title=_("End a chat that was left"), label=_of_chat)
SENDING_ON = Sweep(
    code="channels.send_chat", title=_("Mail what was not seen in a chat"), label=_of_message
)


def sweep_left(*, now: datetime, limit: int = 100) -> int:
    """End the chats that were left, and mail the answers that nobody fetched; give how many of both."""
    left = _left(now).exclude(pk__in=stuck(ENDING)).values_list("pk", flat=True)[:limit]
    ended = one_by_one(ENDING, left, partial(_end, now=now), now=now)
    unseen = _unseen(now).exclude(pk__in=stuck(SENDING_ON)).values_list("pk", flat=True)[:limit]
    return ended + one_by_one(SENDING_ON, unseen, partial(_send_on, now=now), now=now)


def _left(now: datetime) -> ChatQuerySet:
    last = Greatest(Coalesce("seen_at", "started_at"), Coalesce("last_line_at", "started_at"))
    return Chat.objects.unfinished().alias(last=last).filter(last__lt=now - GONE_AFTER)


@transaction.atomic
def _end(chat_id: int, *, now: datetime) -> bool:
    chat = locked(chat_id)
    # Asked again under the lock: they may have come back.
    if not _left(now).filter(pk=chat_id).exists():
        return False
    finish(chat, ChatEnding.LEFT, now=now, by="system")
    return True


def _unseen(now: datetime) -> QuerySet[Message]:
    """What people of ours wrote in chats and no browser has said to have; nothing is mailed twice.

    Found from the few chats of these days: messages are many, and no index leads to those of a kind. What
    has no address to go to is left out, for it would keep the rest waiting.
    """
    address = ContactPoint.objects.filter(
        Q(claimed_in=None) | Q(claimed_in__conversation=OuterRef("conversation")),
        customer=OuterRef("conversation__customer"),
        kind=ContactKind.EMAIL,
        bounced_at=None,
        value_sealed__isnull=False,
    )
    return Message.objects.filter(
        ~Exists(Outgoing.objects.filter(message=OuterRef("pk"))),
        Exists(address),
        conversation__chat__started_at__gt=now - BEGAN_WITHIN,
        conversation__chat__seen_id__lt=F("pk"),
        channel__kind=ChannelKind.CHAT,
        direction=Direction.OUTBOUND,
        author__isnull=False,
        recorded_at__gt=now - LOOK_BACK,
        recorded_at__lt=now - UNSEEN_AFTER,
    ).order_by("pk")


@transaction.atomic
def _send_on(message_id: int, *, now: datetime) -> Outgoing | None:
    message = Message.objects.select_related("conversation").get(pk=message_id)
    return tell_customer(
        message.conversation, template="answered", dedup_key=f"message:{message.pk}", now=now,
        message=message,
    )  # fmt: skip
