"""Listening: hold a talk, and write down what was said, one item a statement."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from channels.adapters.interview import CONTENT_TYPE
from channels.drafts import FileDraft
from channels.errors import NoConsent, NothingSaid, TooManyParticipants, UnknownParticipant
from channels.kinds import TalkKind
from channels.models import Channel, Statement, Talk
from channels.rules import intake
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

# A hearing in a hall; whoever said nothing need not stand there.
MOST_PARTICIPANTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement; with a contact its author is a customer, without one they stay unknown."""

    text: str
    participant: str
    is_complaint: bool = False
    name: str = ""
    email: str = ""
    phone: str = ""
    store: str = ""
    files: Sequence[FileDraft] = field(default=())


@transaction.atomic
def hold_talk(
    *, kind: TalkKind, subject: str, held_at: datetime, place: str, participants: Sequence[str],
    has_consent: bool, moderator: User, now: datetime,
) -> Talk:  # fmt: skip
    """Write down that a talk was held, and who took part.

    Raises NothingSaid without anybody, TooManyParticipants rather than leave somebody out.
    """
    labels = list(dict.fromkeys(one.strip()[:80] for one in participants if one.strip()))
    if not labels or not subject.strip():
        raise NothingSaid
    if len(labels) > MOST_PARTICIPANTS:
        raise TooManyParticipants(n=len(labels), most=MOST_PARTICIPANTS)
    talk = Talk.objects.create(
        kind=kind, subject=subject.strip()[:200], held_at=min(held_at, now), place=place.strip()[:120],
        participants=labels, has_consent=has_consent, moderator=moderator,
        made_at=now,
    )  # fmt: skip
    body = {"kind": kind.value, "participants": len(labels), "consent": has_consent}
    entry = Entry(verb="talk.held", subject=f"talk:{talk.pk}", actor=name_of(moderator), body=body)
    record([entry], now=now)
    return talk


@transaction.atomic
def note_statement(
    talk_id: int, said: Said, *, channel: Channel, key: str, actor: User, now: datetime
) -> Statement:
    """Take in what one participant said: an insight, or a case where the moderator calls it a complaint.

    The same `key` again gives the same statement. Raises NoConsent, UnknownParticipant, NothingSaid.
    """
    talk = Talk.objects.select_for_update().get(pk=talk_id)
    if not talk.has_consent:
        raise NoConsent
    if said.participant not in talk.participants:
        raise UnknownParticipant
    if not said.text.strip():
        raise NothingSaid
    raw = intake.take(
        channel=channel, body=_document(said), content_type=CONTENT_TYPE, now=now,
        captured_at=talk.held_at if not said.is_complaint else None, external_id=f"talk:{talk.pk}:{key}",
        context={"clerk": actor.pk, "talk": talk.pk, "is_complaint": said.is_complaint},
    )  # fmt: skip
    statement, _is_new = Statement.objects.get_or_create(
        raw=raw, defaults={"talk": talk, "participant": said.participant}
    )
    return statement


def _document(said: Said) -> bytes:
    contact = {"name": said.name, "email": said.email, "phone": said.phone}
    files = [
        {
            "name": file.name,
            "type": file.mime,
            "content": base64.b64encode(file.content).decode("ascii"),
        }
        for file in said.files
    ]
    document = {
        "text": said.text, "customer": contact, "is_anonymous": not any(contact.values()),
        "store": said.store, "files": files,
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False).encode()
