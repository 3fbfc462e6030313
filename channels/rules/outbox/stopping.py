"""Stopping: no more texts to a number, because its holder asked for none or it takes none; and back again."""

from datetime import datetime

from django.db import transaction

from channels.kinds import ContactKind, Sign, StopReason
from channels.models import ContactPoint, Outgoing, StoppedNumber
from feedback_site.ledger.rules.recording import Entry, record


def is_stopped(number: str) -> bool:
    """Whether no text goes to this number."""
    index = ContactPoint.index_of(ContactKind.PHONE, number)
    return StoppedNumber.objects.filter(number_index=index).exists()


def stop(number: str, *, reason: StopReason, now: datetime, actor: str = "customer") -> None:
    """Send no more texts to a number; asking once more changes nothing, but asking outweighs all else."""
    _stop(ContactPoint.index_of(ContactKind.PHONE, number), reason, actor=actor, now=now)


@transaction.atomic
def start(number: str, *, now: datetime) -> None:
    """Let texts go to a number again: its holder asks for them."""
    index = ContactPoint.index_of(ContactKind.PHONE, number)
    rows = list(StoppedNumber.objects.select_for_update().filter(number_index=index))
    if rows:
        StoppedNumber.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _record("number.started", index, rows[0].reason, actor="customer", now=now)


def follow(sign: str, number: str, *, now: datetime) -> None:
    """Do what a single word asked for; who sends under a name has no number to stop."""
    if not number:
        return
    if sign == Sign.LEFT:
        stop(number, reason=StopReason.ASKED, now=now)
    elif sign == Sign.JOINED:
        start(number, now=now)


def stop_refused(row: Outgoing, *, is_asked: bool, now: datetime) -> None:
    """Keep what whoever carries texts told of a message's number."""
    point = row.contact_point
    index = (point.value_index or point.claim_index) if point else None
    if index is None:
        return
    reason = StopReason.ASKED if is_asked else StopReason.UNREACHABLE
    _stop(bytes(index), reason, actor="system", now=now)


@transaction.atomic
def _stop(index: bytes, reason: StopReason, *, actor: str, now: datetime) -> None:
    row, is_new = StoppedNumber.objects.select_for_update().get_or_create(
        number_index=index, defaults={"reason": reason, "stopped_at": now}
    )
    if not is_new:
        if reason != StopReason.ASKED or row.reason == StopReason.ASKED:
            return
        row.reason, row.stopped_at = reason, now
        row.save(update_fields=("reason", "stopped_at"))
    _record("number.stopped", index, reason, actor=actor, now=now)


def _record(verb: str, index: bytes, reason: str, *, actor: str, now: datetime) -> None:
    """The number stands in the ledger by its blind index alone."""
    entry = Entry(
        verb=verb, subject=f"number:{index.hex()[:32]}", actor=actor, body={"reason": reason}
    )
    record([entry], now=now)
