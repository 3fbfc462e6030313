"""Taking back: an answer that is still held never goes out; its words and files go back to its author."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from channels.errors import TooLateToTakeBack
from channels.kinds import Direction, OutboxState
from channels.models import Message, Outgoing
from channels.rules.answers import keeping_files
from channels.rules.answers.writing import key_of
from channels.rules.outbox import recalling
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What an answer would have said, and how many files would have gone with it."""

    message: Message
    text: str
    files: int


@transaction.atomic(savepoint=False)
def take_files_back(message_id: int, *, now: datetime) -> int:
    """Put the files of a letter that was withdrawn beside its author's answer again; 0 where it is out."""
    message = (
        Message.objects.select_for_update(of=("self",)).select_related("author").get(pk=message_id)
    )
    letters = Outgoing.objects.filter(message=message).exclude(state=OutboxState.RECALLED)
    if message.taken_back_at is not None or letters.exists():
        return 0
    files = keeping_files.bring_back(message, now=now)
    message.taken_back_at = now
    message.save(update_fields=["taken_back_at"])
    return files


@transaction.atomic(savepoint=False)
def take_back(message_id: int, *, author: User, now: datetime) -> TakenBack:
    """Withdraw an answer of one's own that is held, and empty it; no letter and no page says it any more.

    Its letter and whoever sends it ask for the same row of the outbox: one of the two gets it. Raises
    NotAllowed for anybody else's, TooLateToTakeBack where it is out, was taken back, or was never held.
    """
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("author")
        .get(pk=message_id, direction=Direction.OUTBOUND)
    )
    if message.author_id != author.pk:
        raise NotAllowed
    if message.taken_back_at is not None or not message.is_held(now):
        raise TooLateToTakeBack
    key = key_of(message)
    # Whoever cannot be written to has no letter, and has not seen the page that says it.
    if not recalling.withdraw(key, now=now) and Outgoing.objects.filter(dedup_key=key).exists():
        raise TooLateToTakeBack
    text, files = message.text, keeping_files.bring_back(message, now=now)
    message.text = message.subject = ""
    message.taken_back_at = now
    message.save(update_fields=["text", "subject", "taken_back_at"])
    return TakenBack(message=message, text=text, files=files)
