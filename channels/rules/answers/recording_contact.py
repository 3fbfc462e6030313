"""Record what was said to a customer without us sending it: on the phone, at the counter."""

from datetime import datetime

from django.db import transaction

from channels.kinds import ChannelKind, Direction
from channels.models import Channel, Conversation, Message
from channels.rules import access
from feedback_site.organisation.models import User


@transaction.atomic(savepoint=False)
def record_spoken(
    conversation: Conversation, *, text: str, author: User, kind: ChannelKind, now: datetime,
    happened_at: datetime | None = None,
) -> Message:  # fmt: skip
    """Put on the conversation what somebody told its customer; nothing is sent.

    The rule of the caller names it in the ledger. `happened_at` is earlier where it is noted later.
    """
    access.keep_open(conversation, now=now)
    return Message.objects.create(
        conversation=conversation, channel_id=_channel_id(kind) or conversation.channel_id,
        direction=Direction.OUTBOUND, author=author, text=text, happened_at=happened_at or now,
        recorded_at=now,
    )  # fmt: skip


def _channel_id(kind: ChannelKind) -> int | None:
    """Give our channel of this kind; where it was never set up, the conversation's own serves."""
    active = Channel.objects.filter(kind=kind, is_active=True)
    return active.order_by("pk").values_list("pk", flat=True).first()
