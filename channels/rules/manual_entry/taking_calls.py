"""What an agent writes down of a call: a complaint, something on a case, or a note that opens none."""

from datetime import datetime

from django.db import transaction

from channels.entitlements import may_see
from channels.errors import NothingNoted, NotYourCase
from channels.models import Call, Conversation, RawIntake
from channels.references import read_reference
from channels.rules import intake
from channels.rules.calls.call_logging import handle
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


def take_complaint(
    call: Call, *, body: bytes, content_type: str, store: str, language: str, external_id: str,
    actor: User, now: datetime,
) -> RawIntake:  # fmt: skip
    """Take the form that an agent filled in while on the phone; its item and the call know each other."""
    context = {"clerk": actor.pk, "store": store, "language": language, "call": call.pk}
    return _take(call, body, content_type, context, external_id, now)


def add_to_case(
    call: Call, *, reference: str, body: bytes, content_type: str, external_id: str,
    actor: User, now: datetime,
) -> RawIntake:  # fmt: skip
    """Put what the caller said on a case that is there, as a message of theirs.

    Raises NotYourCase where there is no such case within this person's reach.
    """
    spelled = read_reference(reference) or ""
    conversation = Conversation.objects.filter(reference=spelled).first()
    if conversation is None or not may_see(actor, conversation.pk):
        raise NotYourCase
    context = {"clerk": actor.pk, "about": conversation.reference, "call": call.pk}
    return _take(call, body, content_type, context, external_id, now)


@transaction.atomic
def note_call(call_id: int, *, text: str, actor: User, now: datetime) -> Call:
    """Keep in a few words what a call was about that opened no case. Raises NothingNoted."""
    if not text.strip():
        raise NothingNoted
    call = Call.objects.select_for_update(of=("self",)).get(pk=call_id)
    # A second note is written below the first: what somebody noted is never written over.
    call.note = "\n".join(filter(None, (call.note, text.strip())))
    handle(call, actor, now=now)
    entry = Entry(verb="call.noted", subject=f"call:{call.pk}", actor=name_of(actor))
    record([entry], now=now)
    return call


def _take(
    call: Call, body: bytes, content_type: str, context: dict[str, object], external_id: str,
    now: datetime,
) -> RawIntake:  # fmt: skip
    return intake.take(
        channel=call.channel, body=body, content_type=content_type, now=now, context=context,
        external_id=external_id, captured_at=call.answered_at,
    )  # fmt: skip
