"""Pairing: one mail that was written to two mailboxes of ours is one case, whichever copy is read first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from channels.adapters.email.intake import is_nameless
from channels.drafts import Draft
from channels.kinds import ChannelKind, Disposition
from channels.models import Conversation, RawIntake
from channels.rules.conversations.continuing import dispose
from channels.rules.intake.threading import find_thread

# An id says that Message-ID, sender, subject, date and the bytes of the content are the same (mail_identity):
# a Message-ID that comes back with anything else is another mail. The oldest copy is locked first by whoever
# reads any of them, so that of two read in one moment one waits, and sees what the other became. Without a
# Message-ID the same date, sender and content are one mail only where they arrived at about the same time:
# a device whose clock stands still may write the same mail each day.
TOGETHER = timedelta(hours=6)
_COPIES = """
SELECT id, state <> 'done', reference,
       CASE WHEN disposition IN ('opened', 'appended') THEN conversation_id END
FROM channels_rawintake
WHERE external_id = %(identity)s
  AND channel_id IN (SELECT id FROM channels_channel WHERE kind = %(mail)s)
  AND coalesce(context ->> 'proved', '') = %(proved)s
  AND (%(window)s::interval IS NULL
       OR coalesce(captured_at, received_at)
          BETWEEN %(arrived)s - %(window)s::interval AND %(arrived)s + %(window)s::interval)
ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of a mail that has its place: by which reference it came, and on which conversation it is."""

    reference: str
    conversation_id: int


def first_copy(raw: RawIntake, draft: Draft, *, now: datetime) -> Copy | None:
    """Lock all copies of a mail and give the one it is kept with; None where it is to have its own place.

    Copies differ in who vouches for the sender: one that a mailbox vouches for, and that so belongs to a
    case by the number in its subject, goes there, whatever a copy that nobody vouches for became before.
    """
    copies = _others(raw)
    own = find_thread(raw, draft, now=now) if copies and draft.claimed_reference else None
    if own is None:
        return copies[0] if copies else None
    return next((one for one in copies if one.conversation_id == own.pk), None)


def _others(raw: RawIntake) -> list[Copy]:
    """Give the copies that have their place; none where this one has its own already.

    What the door found proved must be the same: copies for two cases are one message on each of them.
    """
    if raw.channel.kind != ChannelKind.EMAIL or not raw.external_id:
        return []
    proved = str(raw.context.get("proved") or "")
    asked: dict[str, Any] = {
        "identity": raw.external_id, "mail": ChannelKind.EMAIL.value, "proved": proved,
        "arrived": raw.captured_at or raw.received_at,
        "window": TOGETHER if is_nameless(raw.external_id) else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, asked)
        copies = cursor.fetchall()
    if not any(pk == raw.pk and waits for pk, waits, _reference, _conversation in copies):
        return []
    return [
        Copy(reference=reference, conversation_id=conversation_id)
        for pk, _waits, reference, conversation_id in copies
        if conversation_id is not None and pk != raw.pk
    ]


def pair(raw: RawIntake, first: Copy, *, now: datetime) -> None:
    """Keep a further copy with the one that is there; its sender hears nothing twice. The locks are held."""
    dispose(
        raw, Disposition.DUPLICATE, conversation=Conversation.objects.get(pk=first.conversation_id),
        reason=f"same mail as {first.reference}", now=now,
    )  # fmt: skip
