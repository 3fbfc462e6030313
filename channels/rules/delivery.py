"""The outbox: put a message in, hand it over once, try again later, give up loudly."""

import secrets
import time
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from channels.adapters.email import sending
from channels.errors import DeliveryDelayed, DeliveryRefused, RelayAway
from channels.kinds import HoldReason, OutboxState
from channels.models import Outgoing
from channels.rules import access, composing, handing_over, holding, reaching, throttling
from channels.rules.enqueuing import enqueue, tell_customer, tell_sender
from channels.signals import message_delivered, message_refused, outgoing_enqueued
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.sweeping.rules.isolating import one_by_one, spared, stuck
from feedback_site.sweeping.sweeps import Sweep

__all__ = ["deliver", "enqueue", "pause_after", "sweep", "tell_customer", "tell_sender"]

# Longer than the transport takes at most, shorter than what a killed worker may cost.
LEASE = timedelta(seconds=60)
# 30 s, 1 min, 2 min … 2 h: the twentieth try is a day after the first.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
MOST_ATTEMPTS = 20
# A sweep hands its worker back after this, so that a slow relay does not hold up the clocks.
SWEEP_SECONDS = 20.0
_CHANCE = secrets.SystemRandom()


def _reference_of(outgoing_id: int) -> str:
    found = Outgoing.objects.filter(pk=outgoing_id)
    return found.values_list("conversation__reference", flat=True).first() or ""


SENDING = Sweep(code="channels.send", title=_("Send a letter of the outbox"), label=_reference_of)


def deliver(outgoing_id: int, *, now: datetime) -> Outgoing:
    """Hand one message over; a second run finds it sent, or at work elsewhere, and does nothing.

    Must not run inside a transaction: the claim is committed before anything leaves the house.
    """
    row = _claim(Outgoing.objects.filter(pk=outgoing_id), now=now)
    if row is None:
        return Outgoing.objects.get(pk=outgoing_id)
    _attempt(row, now=now)
    return row


def sweep(*, now: datetime, limit: int) -> int:
    """Hand over up to `limit` messages that are due, earliest first, and return how many were tried.

    Any number of sweeps may run side by side. Stops early where the relay does not answer. A message that
    breaks its composing off is put aside, and in the end given up like one that nobody takes.
    """
    started = time.monotonic()
    holding.hold_after_restore(now=now)
    tried = one_by_one(SENDING, (), partial(deliver, now=now), now=now)
    while tried < limit and (elapsed := time.monotonic() - started) < SWEEP_SECONDS:
        moment = now + timedelta(seconds=elapsed)
        row = _claim(Outgoing.objects.exclude(pk__in=stuck(SENDING)), now=moment)
        if row is None:
            break
        tried += 1
        if spared(SENDING, row.pk, partial(_attempt, row, now=moment), now=moment):
            break
    return tried


def _claim(rows: QuerySet[Outgoing], *, now: datetime) -> Outgoing | None:
    """Take the earliest due row for LEASE, with its Message-ID fixed before the first try."""
    with transaction.atomic(durable=True):
        row = (
            (rows & Outgoing.objects.due(now))
            .select_related(
                "conversation", "contact_point__customer", "recipient", "message__author"
            )
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at")
            .first()
        )
        if row is not None:
            row.leased_until = now + LEASE
            row.attempts += 1
            row.mail_message_id = row.mail_message_id or sending.message_id_of(row)
            row.save(update_fields=["leased_until", "attempts", "mail_message_id"])
        return row


def _attempt(row: Outgoing, *, now: datetime) -> bool:
    """Try once and write down how it went; true where the relay is away and others need not try."""
    if row.attempts > MOST_ATTEMPTS:
        # Every try before this one ended without a word: its process was killed, or it raised.
        _finish(row, OutboxState.DEAD, now=now, why=row.last_error or "each try broke off")
        return False
    try:
        circumstances = composing.circumstances_of(row)
        if throttling.is_flood(row, circumstances.source, now=now):
            _finish(row, OutboxState.HELD, now=now)
            return False
        letter = composing.compose(row, circumstances, now=now)
        receipt = handing_over.hand_over(row, letter, now=now)
    except DeliveryDelayed as error:
        _postpone(row, str(error), now=now)
        return isinstance(error, RelayAway)
    except DeliveryRefused as error:
        if not _go_around(row, str(error), now=now):
            _finish(row, OutboxState.DEAD, now=now, why=str(error))
    else:
        _finish(row, OutboxState.SENT, now=now, receipt=receipt, source=circumstances.source)
    return False


def _postpone(row: Outgoing, why: str, *, now: datetime) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        _finish(row, OutboxState.DEAD, now=now, why=why)
        return
    row.due_at = now + pause_after(row.attempts)
    row.last_error, row.leased_until = why, None
    _still_ours(row).update(due_at=row.due_at, last_error=why, leased_until=None)


@transaction.atomic
def _go_around(row: Outgoing, why: str, *, now: datetime) -> bool:
    """Let a message go by mail at once where its messenger is closed; false where there is no mail."""
    closed, point = row.kind, reaching.way_around(row)
    if point is None:
        return False
    row.contact_point, row.kind, row.instead_of = point, point.kind, closed
    row.due_at, row.last_error, row.leased_until, row.receipt = now, why, None, ""
    changed = _still_ours(row).update(
        contact_point=point, kind=point.kind, instead_of=closed, due_at=now, last_error=why,
        leased_until=None, receipt="",
    )  # fmt: skip
    if changed:
        note(row, "outgoing.redirected", now=now)
        ring(outgoing_enqueued, row)
    return True


def pause_after(attempts: int) -> timedelta:
    """Double with each try up to LONGEST_PAUSE, a quarter more or less by chance."""
    doublings = min(attempts - 1, 16)
    pause: timedelta = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    return pause * _CHANCE.uniform(0.75, 1.25)


@transaction.atomic
def _finish(
    row: Outgoing,
    state: OutboxState,
    *,
    now: datetime,
    why: str = "",
    receipt: str = "",
    source: str = "",
) -> None:
    """Write the end of a message, unless a later claim has taken it over from us."""
    row.state, row.leased_until, row.last_error = state, None, why
    row.hold_reason = HoldReason.FLOOD if state == OutboxState.HELD else ""
    row.receipt, row.source = receipt[:255], source
    row.sent_at = now if state == OutboxState.SENT else None
    changed = _still_ours(row).update(
        state=state, leased_until=None, last_error=why, receipt=row.receipt, source=source,
        sent_at=row.sent_at, hold_reason=row.hold_reason,
    )  # fmt: skip
    if not changed:
        row.refresh_from_db()
        return
    note(row, f"outgoing.{state}", now=now)
    if state == OutboxState.SENT:
        access.keep_open(row.conversation, now=now)
        ring(message_delivered, row)
    elif state == OutboxState.DEAD:
        ring(message_refused, row)


def _still_ours(row: Outgoing) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(pk=row.pk, attempts=row.attempts, state=OutboxState.PENDING)


def note(row: Outgoing, verb: str, *, now: datetime, actor: str = "system") -> None:
    """Write into the ledger what happened to a message."""
    body = {"template": row.template, "key": row.dedup_key, "attempts": row.attempts}
    record([Entry(verb=verb, subject=f"outgoing:{row.pk}", actor=actor, body=body)], now=now)


def ring(bell: Signal, row: Outgoing) -> None:
    """Ring for a message once what was done is committed."""
    transaction.on_commit(partial(bell.send_robust, sender=Outgoing, outgoing_id=row.pk))
