"""Write to a customer in a person's own words."""

from datetime import datetime, timedelta

from django.db import transaction

from channels.kinds import Direction
from channels.models import Conversation, Message, Outgoing
from channels.rules import access
from channels.rules.answers import keeping_files
from channels.rules.outbox import delivery
from feedback_site.organisation.models import User


@transaction.atomic(savepoint=False)
def write_to_customer(
    conversation: Conversation, *, text: str, author: User, now: datetime, subject: str = "",
    with_files: bool = False, hold: timedelta = timedelta(),
) -> Message:  # fmt: skip
    """Put a message on the conversation, where its customer reads it, and mail it where that works.

    `with_files`: what its author has put beside the answer goes with it. The rule of the caller names it in
    the ledger. An anonymous customer finds it on the status page. For so long as `hold` says nothing leaves
    the house, and its author may take it back (taking_back).
    """
    message = Message.objects.create(
        conversation=conversation, channel_id=conversation.channel_id, direction=Direction.OUTBOUND,
        author=author, subject=subject[:200], text=text, happened_at=now, recorded_at=now,
        held_until=now + hold if hold else None,
    )  # fmt: skip
    files = keeping_files.send_along(message) if with_files else 0
    delivery.tell_customer(
        conversation,
        template="answered",
        dedup_key=key_of(message),
        now=now,
        message=message,
        context={"files": files} if files else None,
        not_before=now + hold,
    )
    access.keep_open(conversation, now=now)
    return message


@transaction.atomic(savepoint=False)
def enclose(
    conversation: Conversation, *, author: User, now: datetime, hold: timedelta
) -> Message | None:
    """Put what lies beside an author's answer on the conversation, for a letter whose words stand elsewhere.

    A message without words, which its customer sees once the letter may go out. None where nothing is there.
    """
    if not keeping_files.files_beside(conversation.pk, author):
        return None
    message = Message.objects.create(
        conversation=conversation, channel_id=conversation.channel_id, direction=Direction.OUTBOUND,
        author=author, text="", happened_at=now, recorded_at=now, held_until=now + hold,
    )  # fmt: skip
    keeping_files.send_along(message)
    return message


def key_of(message: Message) -> str:
    """Under which key the letter of an answer stands in the outbox."""
    return f"message:{message.pk}"


@transaction.atomic(savepoint=False)
def write_to_all(
    conversation: Conversation, *, text: str, author: User, dedup_key: str, now: datetime
) -> tuple[Message, Outgoing | None]:
    """Put one of many messages of the same words on a conversation, with a letter for its customer.

    Whoever has several conversations reads it on each: one letter goes out for a `dedup_key`, and the
    others get None, as does who cannot be written to.
    """
    message = Message.objects.create(
        conversation=conversation, channel_id=conversation.channel_id, direction=Direction.OUTBOUND,
        author=author, text=text, happened_at=now, recorded_at=now,
    )  # fmt: skip
    letter = delivery.tell_customer(
        conversation, template="incident_update", dedup_key=dedup_key, now=now, message=message
    )
    access.keep_open(conversation, now=now)
    is_ours = letter is not None and letter.message_id == message.pk
    return message, letter if is_ours else None
