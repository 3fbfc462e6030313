"""Write to a customer in a person's own words."""

from datetime import datetime

from django.db import transaction

from channels.kinds import Direction
from channels.models import Conversation, Message
from channels.rules import access, delivery
from feedback_site.organisation.models import User


@transaction.atomic(savepoint=False)
def write_to_customer(
    conversation: Conversation, *, text: str, author: User, now: datetime, subject: str = ""
) -> Message:
    """Put a message on the conversation, where its customer reads it, and mail it where that works.

    The rule of the caller names it in the ledger. An anonymous customer finds it on the status page.
    """
    message = Message.objects.create(
        conversation=conversation, channel_id=conversation.channel_id, direction=Direction.OUTBOUND,
        author=author, subject=subject[:200], text=text, happened_at=now, recorded_at=now,
    )  # fmt: skip
    delivery.tell_customer(
        conversation,
        template="answered",
        dedup_key=f"message:{message.pk}",
        now=now,
        message=message,
    )
    access.keep_open(conversation, now=now)
    return message
