"""Recalling: take a message back before it goes out, put it back, or let one be tried again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from channels.errors import NothingToSend
from channels.kinds import HoldReason, OutboxState
from channels.models import Outgoing
from channels.models.outbox import CurrentLife, ThisLife
from channels.rules.outbox.ending import note, ring
from channels.signals import outgoing_enqueued
from feedback_site.ledger.rules.recording import name_of
from feedback_site.organisation.models import User

# Who waits for a sender's lock sees what it did: the conditions are asked of the row as it is then.
_WITHDRAW = """
UPDATE channels_outgoing SET state = %s, hold_reason = ''
WHERE dedup_key = %s AND state = ANY(%s) AND (leased_until IS NULL OR leased_until <= %s)
"""
_WITHDRAW_ALL = """
UPDATE channels_outgoing SET state = %s, hold_reason = ''
WHERE conversation_id = %s AND contact_point_id IS NOT NULL AND state = ANY(%s)
  AND (leased_until IS NULL OR leased_until <= %s)
RETURNING dedup_key
"""


_WITHDRAW_KINDS = """
UPDATE channels_outgoing SET state = %s, hold_reason = ''
WHERE conversation_id = %s AND contact_point_id IS NOT NULL AND template = ANY(%s) AND state = ANY(%s)
  AND (leased_until IS NULL OR leased_until <= %s)
"""


def withdraw(dedup_key: str, *, now: datetime) -> bool:
    """Recall a message that has not gone out; False where there is none or it is too late."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHDRAW,
            [OutboxState.RECALLED, dedup_key, [OutboxState.PENDING, OutboxState.HELD], now],
        )
        return bool(cursor.rowcount == 1)


def withdraw_kinds(conversation_id: int, templates: Sequence[str], *, now: datetime) -> int:
    """Recall what of these kinds waits to go out to the customer of a conversation, and count it."""
    waiting = [OutboxState.PENDING, OutboxState.HELD]
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHDRAW_KINDS, [OutboxState.RECALLED, conversation_id, list(templates), waiting, now]
        )
        return int(cursor.rowcount)


def withdraw_all(conversation_id: int, *, now: datetime) -> list[str]:
    """Recall everything that waits to go out to the customer of a conversation; give its keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHDRAW_ALL,
            [OutboxState.RECALLED, conversation_id, [OutboxState.PENDING, OutboxState.HELD], now],
        )
        return sorted(key for (key,) in cursor.fetchall())


@transaction.atomic
def reinstate(dedup_key: str, *, now: datetime) -> bool:
    """Put a recalled message back, to go out when it would have; False where none was recalled.

    One of before a restore may have gone out since the backup: an administrator decides on it.
    """
    row = Outgoing.objects.select_for_update().filter(dedup_key=dedup_key).first()
    if row is None or row.state != OutboxState.RECALLED:
        return False
    row.state = OutboxState.PENDING
    if not Outgoing.objects.filter(pk=row.pk, life=ThisLife()).exists():
        row.state, row.hold_reason = OutboxState.HELD, HoldReason.RESTORED
    row.save(update_fields=["state", "hold_reason"])
    if row.state == OutboxState.PENDING and row.due_at <= now:
        ring(outgoing_enqueued, row)
    return True


@transaction.atomic
def requeue(outgoing_id: int, *, actor: User, now: datetime) -> Outgoing:
    """Let a dead or held message be tried again from the start.

    It keeps its Message-ID, and a held one is held again while its recipient has had too many.
    Raises NothingToSend where it is neither, or where an administrator must decide after a restore.
    """
    row = Outgoing.objects.select_for_update().get(pk=outgoing_id)
    if row.state not in {OutboxState.DEAD, OutboxState.HELD}:
        raise NothingToSend
    if row.hold_reason == HoldReason.RESTORED:
        raise NothingToSend
    row.state, row.attempts, row.due_at, row.leased_until = OutboxState.PENDING, 0, now, None
    row.hold_reason, row.life = "", CurrentLife()
    row.save(update_fields=["state", "attempts", "due_at", "leased_until", "hold_reason", "life"])
    note([row], "outgoing.requeued", actor=name_of(actor), now=now)
    ring(outgoing_enqueued, row)
    return row
