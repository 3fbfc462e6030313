"""The outbox: put a message in, hand it over once, try again later, give up loudly."""

import json
import secrets
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from channels.adapters.email import sending
from channels.errors import DeliveryDelayed, DeliveryRefused, RelayAway
from channels.kinds import ContactKind, HoldReason, OutboxState
from channels.models import ContactPoint, Conversation, Message, Outgoing
from channels.rules import access, composing, holding, throttling
from channels.signals import message_delivered, message_refused, outgoing_enqueued
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.models import User
from feedback_site.sweeping.rules.isolating import one_by_one, spared, stuck
from feedback_site.sweeping.sweeps import Sweep

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

_INSERT = """
INSERT INTO channels_outgoing
    (kind, conversation_id, message_id, contact_point_id, recipient_id, template, language, context,
     dedup_key, state, created_at, due_at, attempts, last_error, receipt, mail_message_id, source,
     hold_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '', '', '', '', '')
ON CONFLICT (dedup_key) DO NOTHING
RETURNING id
"""


def enqueue(
    *, template: str, dedup_key: str, language: str, now: datetime,
    conversation: Conversation | None = None, contact_point: ContactPoint | None = None,
    recipient: User | None = None, message: Message | None = None,
    context: Mapping[str, object] | None = None, not_before: datetime | None = None,
) -> Outgoing:  # fmt: skip
    """Put one message into the outbox, in the caller's transaction and in one statement.

    Goes to a customer's contact point or to a member of staff, exactly one of them. A row with this
    `dedup_key` is returned as it is. `context` holds the values that letters.TEMPLATES names.
    """
    row = Outgoing(
        kind=contact_point.kind if contact_point else ContactKind.EMAIL, conversation=conversation,
        message=message, contact_point=contact_point, recipient=recipient, template=template,
        language=language, context=dict(context or {}), dedup_key=dedup_key, created_at=now,
        due_at=max(now, not_before or now),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                row.kind, row.conversation_id, row.message_id, row.contact_point_id,
                row.recipient_id, row.template, row.language,
                json.dumps(row.context, cls=DjangoJSONEncoder), row.dedup_key, row.state, now,
                row.due_at,
            ],
        )  # fmt: skip
        made = cursor.fetchone()
    if made is None:
        return Outgoing.objects.get(dedup_key=dedup_key)
    row.pk = made[0]
    # So that Django takes it for a row that exists.
    row._state.adding = False  # noqa: SLF001
    row._state.db = connection.alias  # noqa: SLF001
    if row.due_at <= now:
        ring(outgoing_enqueued, row)
    return row


def tell_customer(
    conversation: Conversation, *, template: str, dedup_key: str, now: datetime,
    context: Mapping[str, object] | None = None, message: Message | None = None,
    not_before: datetime | None = None,
) -> Outgoing | None:  # fmt: skip
    """Put a message to the customer of a conversation into the outbox, in their language.

    None where nobody can be written to: anonymous, erased, without e-mail, or all mail came back.
    """
    contact_point = best_contact_point(conversation)
    if contact_point is None:
        return None
    return enqueue(
        template=template, dedup_key=dedup_key, language=conversation.language, now=now,
        conversation=conversation, contact_point=contact_point, context=context, message=message,
        not_before=not_before,
    )  # fmt: skip


def best_contact_point(conversation: Conversation) -> ContactPoint | None:
    """Give the newest e-mail address of the customer from which no mail came back."""
    if conversation.customer_id is None:
        return None
    return (
        ContactPoint.objects.filter(
            customer_id=conversation.customer_id, kind=ContactKind.EMAIL, bounced_at=None,
            value_sealed__isnull=False,
        )
        .order_by("-created_at", "-pk")
        .first()
    )  # fmt: skip


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
        receipt = sending.send(row, letter, now=now)
    except DeliveryDelayed as error:
        _postpone(row, str(error), now=now)
        return isinstance(error, RelayAway)
    except DeliveryRefused as error:
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
