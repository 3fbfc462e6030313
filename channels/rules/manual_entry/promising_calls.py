"""Promising a call: somebody on the phone wishes to be called at a time, and no case is needed for that."""

from datetime import datetime, timedelta

from django.db import transaction

from channels.errors import CallOwedAlready, CallTimePassed, CallTimeTooFar, NoNumber
from channels.models import Call, CallBack
from channels.rules.calls.calling_back import noted, of_number, one_at_a_time
from channels.rules.manual_entry.taking_calls import note_call
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Whoever means a year that is not this one has mistyped it.
AHEAD_AT_MOST = timedelta(days=92)


@transaction.atomic
def promise_call(
    call_id: int, *, call_at: datetime, note: str, actor: User, now: datetime
) -> CallBack:
    """Promise a caller to call them by `call_at`; what it is about is noted on the call.

    A promise that this number has already moves with it: they agreed to another time. Once its time
    has passed it stays broken, and only what is due moves. Whoever promises takes it on. Raises
    NotAllowed, NoNumber, CallOwedAlready, CallTimePassed, CallTimeTooFar, NothingNoted.
    """
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    if call_at <= now:
        raise CallTimePassed
    if call_at > now + AHEAD_AT_MOST:
        raise CallTimeTooFar(days=AHEAD_AT_MOST.days)
    call = note_call(call_id, text=note, actor=actor, now=now)
    if call.number_index is None:
        raise NoNumber
    if call.call_back is not None and call.call_back.promised_by_id is None:
        raise CallOwedAlready
    one_at_a_time(bytes(call.number_index))
    call.call_back = _promised(call, call_at, actor, now)
    call.save(update_fields=("call_back",))
    return call.call_back


def _promised(call: Call, call_at: datetime, actor: User, now: datetime) -> CallBack:
    open_ones = CallBack.objects.open().filter(**of_number(call), promised_by__isnull=False)
    found = open_ones.select_for_update(of=("self",)).first()
    if found is None:
        made = CallBack.objects.create(
            **of_number(call), channel_id=call.channel_id, number_masked=call.number_masked,
            owner=actor, promised_by=actor, made_at=now, promised_at=call_at, due_at=call_at,
        )  # fmt: skip
        noted(
            "call_back.promised", made, actor=actor, now=now, call=call.pk, by=call_at.isoformat()
        )
        return made
    was = found.due_at
    if found.promised_at > now:
        found.promised_at = call_at
    found.due_at, found.late_told_at = call_at, None
    found.save(update_fields=("promised_at", "due_at", "late_told_at"))
    noted(
        "call_back.moved", found, actor=actor, now=now, call=call.pk, was=was.isoformat(),
        by=call_at.isoformat(),
    )  # fmt: skip
    return found
