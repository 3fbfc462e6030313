"""Write down by hand a call that no call centre tells of, and put right what was written."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from channels.call_kinds import CallOutcome
from channels.calls import ToldByHand
from channels.contacts import normal
from channels.errors import CallHasFollowed, CallTimeWrong, NotByHand
from channels.kinds import ContactKind
from channels.models import Call, ContactPoint
from channels.rules.calls.calling_back import settle
from channels.rules.customers.identifying import find_customer
from channels.rules.looking_up import channel_called, store_id_of
from channels.rules.manual_entry.taking_calls import note_call
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

CHANNEL = "phone"
REMEMBERED = timedelta(days=31)
# What a call centre told of the same number around then is the same call.
AROUND = timedelta(minutes=10)


@transaction.atomic
def log_call(
    told: ToldByHand, *, number: str, store: str, key: str, note: str = "", actor: User, now: datetime
) -> Call:  # fmt: skip
    """Write a call down; the same `key` again is the same call, "" a withheld number.

    Where a call centre told of a call with this number around then, that one is given and nothing
    written. Whoever called in vain is owed a call, as always; of somebody who still speaks nothing is
    concluded until it is over, for the number may have been mistyped. Raises NotAllowed, CallTimeWrong.
    """
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    _check(told, now)
    if (known := _told_already(told, number, actor)) is not None:
        return known
    call, is_new = Call.objects.get_or_create(
        account=None, external_id=key,
        defaults={
            "channel": channel_called(CHANNEL), "logged_by": actor, "agent": actor,
            "store_id": store_id_of(store), "wrapped_key": sealing.new_key(), **_facts(told),
        },
    )  # fmt: skip
    if not Call.objects.visible_to(actor).filter(pk=call.pk).exists():
        # Whoever could not see it afterwards took it for a store that is not theirs.
        raise NotAllowed
    if not is_new:
        return call
    _conclude(call, told, number, now)
    _record("call.logged", call, actor=actor, now=now, **_in_words(call))
    return note_call(call.pk, text=note, actor=actor, now=now) if note.strip() else call


@transaction.atomic
def correct_call(
    call_id: int, told: ToldByHand, *, number: str, actor: User, now: datetime
) -> Call:
    """Put right what was written down by hand; an empty `number` leaves it as it is.

    For whoever wrote it, and for supervisors. What a case or a call-back hangs on stays: number and
    direction. Raises NotByHand, NotAllowed, CallTimeWrong, CallHasFollowed.
    """
    call = Call.objects.select_for_update(of=("self",)).get(pk=call_id)
    if not call.is_by_hand:
        raise NotByHand
    if actor.pk != call.logged_by_id and not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    _check(told, now)
    is_another = bool(number) and normal(ContactKind.PHONE, number) != call.number()
    has_followed = call.call_back_id is not None or call.conversation_id is not None
    if has_followed and (is_another or told.direction != call.direction):
        raise CallHasFollowed
    was = _in_words(call)
    for name, value in _facts(told).items():
        setattr(call, name, value)
    _conclude(call, told, number if is_another else "", now)
    _record(
        "call.corrected", call, actor=actor, now=now, was=was, is_another_number=is_another,
        **_in_words(call),
    )  # fmt: skip
    return call


def _check(told: ToldByHand, now: datetime) -> None:
    over_at = told.ended_at or told.answered_at or told.rang_at
    if told.rang_at < now - REMEMBERED or over_at > now:
        raise CallTimeWrong(days=REMEMBERED.days)


def _told_already(told: ToldByHand, number: str, actor: User) -> Call | None:
    """Give the call of a call centre that this one is, if it is any."""
    if not number:
        return None
    index = ContactPoint.index_of(ContactKind.PHONE, number)
    around = (told.rang_at - AROUND, told.rang_at + AROUND)
    rows = Call.objects.visible_to(actor).filter(
        account__isnull=False, number_index=index, direction=told.direction, rang_at__range=around
    )
    return rows.order_by("-rang_at").first()


def _facts(told: ToldByHand) -> dict[str, Any]:
    return {
        "direction": told.direction, "outcome": told.outcome, "rang_at": told.rang_at,
        "answered_at": told.answered_at, "ended_at": told.ended_at,
        "is_wait_known": told.waited is not None or told.outcome != CallOutcome.ANSWERED,
    }  # fmt: skip


def _conclude(call: Call, told: ToldByHand, number: str, now: datetime) -> None:
    """Say whose number it is, owe them a call or owe them none, and save."""
    if number:
        call.write_number(number)
        call.customer = find_customer(ContactKind.PHONE, number)
    if told.is_over:
        settle(call, now=now)
    call.save()


def _in_words(call: Call) -> dict[str, object]:
    times = {"rang_at": call.rang_at, "answered_at": call.answered_at, "ended_at": call.ended_at}
    return {
        "direction": str(call.direction), "outcome": str(call.outcome),
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }  # fmt: skip


def _record(verb: str, call: Call, *, actor: User, now: datetime, **body: object) -> None:
    entry = Entry(verb=verb, subject=f"call:{call.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
