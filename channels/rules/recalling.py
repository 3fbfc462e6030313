"""Recalling: take a message back before it goes out, put it back, or let one be tried again."""

from datetime import datetime

from django.db import transaction

from channels.errors import NothingToSend
from channels.kinds import OutboxState
from channels.models import Outgoing
from channels.rules.delivery import note, ring
from channels.signals import outgoing_enqueued
from feedback_site.ledger.rules.recording import name_of
from feedback_site.organisation.models import User


@transaction.atomic
def withdraw(dedup_key: str, *, now: datetime) -> bool:
    """Recall a message that has not gone out; False where there is none or it is too late."""
    row = Outgoing.objects.select_for_update().filter(dedup_key=dedup_key).first()
    if row is None or row.state != OutboxState.PENDING:
        return False
    if row.leased_until is not None and row.leased_until > now:
        return False
    row.state = OutboxState.RECALLED
    row.save(update_fields=["state"])
    return True


@transaction.atomic
def reinstate(dedup_key: str, *, now: datetime) -> bool:
    """Put a recalled message back, to go out when it would have; False where none was recalled."""
    row = Outgoing.objects.select_for_update().filter(dedup_key=dedup_key).first()
    if row is None or row.state != OutboxState.RECALLED:
        return False
    row.state = OutboxState.PENDING
    row.save(update_fields=["state"])
    if row.due_at <= now:
        ring(outgoing_enqueued, row)
    return True


@transaction.atomic
def requeue(outgoing_id: int, *, actor: User, now: datetime) -> Outgoing:
    """Let a dead or held message be tried again from the start.

    It keeps its Message-ID, and a held one is held again while its recipient has had too many.
    Raises NothingToSend where it is neither.
    """
    row = Outgoing.objects.select_for_update().get(pk=outgoing_id)
    if row.state not in {OutboxState.DEAD, OutboxState.HELD}:
        raise NothingToSend
    row.state, row.attempts, row.due_at, row.leased_until = OutboxState.PENDING, 0, now, None
    row.save(update_fields=["state", "attempts", "due_at", "leased_until"])
    note(row, "outgoing.requeued", actor=name_of(actor), now=now)
    ring(outgoing_enqueued, row)
    return row
