"""Note what a messenger tells of somebody who said nothing: no case, but the item has its end."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from channels.drafts import Draft
from channels.errors import ComesTooEarly, UnreadableIntake
from channels.kinds import MESSENGERS, ChannelKind, Direction, Disposition, Sign
from channels.models import (
    Attachment,
    ContactPoint,
    Conversation,
    Message,
    RawIntake,
    Submission,
)
from channels.rules.conversations.continuing import dispose
from channels.rules.items.splitting import parts_of
from channels.rules.outbox import stopping
from channels.signals import message_taken_back

# Events of one moment come in any order, and a message may have to wait for its reading.
MESSAGE_HAS = timedelta(minutes=10)


def note_sign(raw: RawIntake, draft: Draft, *, now: datetime) -> None:
    """Do what a sign asks for, and dispose of its item; the caller holds its lock.

    Raises ComesTooEarly where a message was taken back that is not read yet, and UnreadableIntake where it
    is not here in the end, or another's: a person looks at that.
    """
    if raw.channel.kind == ChannelKind.SMS:
        stopping.follow(draft.sign, draft.person.phone, now=now)
        dispose(raw, Disposition.REJECTED, reason=f"no feedback: {draft.sign}", now=now)
        return
    messenger = MESSENGERS[ChannelKind(raw.channel.kind)]
    index = ContactPoint.index_of(messenger, draft.person.handle)
    points = ContactPoint.objects.filter(kind=messenger, value_index=index)
    match draft.sign:
        case Sign.LEFT:
            points.update(bounced_at=now)
        case Sign.JOINED:
            points.update(bounced_at=None)
        case Sign.TAKEN_BACK:
            _take_back(raw, points.first(), draft.mail_message_id, now=now)
    dispose(raw, Disposition.REJECTED, reason=f"no feedback: {draft.sign}", now=now)


def _take_back(
    raw: RawIntake, point: ContactPoint | None, message_id: str, *, now: datetime
) -> None:
    """Empty a message of this person's own, and what was split off with words of it.

    The items stay sealed, and the ledger keeps their hashes.
    """
    message = (
        Message.objects.select_for_update(of=("self",))
        .filter(
            conversation__contact_point=point, mail_message_id=message_id,
            direction=Direction.INBOUND,
        )
        .first()
        if point and message_id
        else None
    )  # fmt: skip
    if message is None:
        is_anothers = Message.objects.filter(
            channel=raw.channel_id, mail_message_id=message_id
        ).exists()
        if message_id and not is_anothers and now - raw.received_at < MESSAGE_HAS:
            raise ComesTooEarly
        raise UnreadableIntake(why="the message that was taken back is not here")
    if message.taken_back_at is None:
        for one in (message, *parts_of(message)):
            _empty(one, now=now)


def _empty(message: Message, *, now: datetime) -> None:
    message.text = message.full_text = message.html = message.subject = ""
    message.taken_back_at = now
    message.save(update_fields=("text", "full_text", "html", "subject", "taken_back_at"))
    for file in Attachment.objects.filter(message=message):
        file.delete()
        if file.is_kept:
            # Only then: a file that is gone does not come back with a transaction that failed.
            transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
    if Submission.objects.filter(raw=message.raw_id).update(text="", title="–"):
        Conversation.objects.filter(pk=message.conversation_id).update(subject="")
    transaction.on_commit(
        partial(message_taken_back.send_robust, sender=Message, message_id=message.pk)
    )
