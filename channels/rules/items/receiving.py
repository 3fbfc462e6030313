"""Store an item as it came, numbered without gaps, before anything is read."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from channels.errors import KeyInUse, KeyReused
from channels.kinds import IntakeState
from channels.models import Channel, IdempotencyRecord, RawIntake
from channels.models.raw_intake import BODY_CONTEXT
from channels.references import new_reference
from feedback_site.kept_queries import planned_cursor
from feedback_site.ledger.rules.recording import Entry, numbered
from feedback_site.privacy import sealing

# 2.7e10 references: the third collision in a row would mean a broken random source.
_DRAWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What `receive` stored, or found: `is_new` is false where the source had sent it before."""

    raw: RawIntake
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """A partner's own key for a request that it may repeat, and the fingerprint of the request."""

    partner_id: int
    key: str
    fingerprint: bytes


# One statement, and where nobody has begun a transaction one round trip: the counter stays locked until
# the commit, so numbers are given in the order of commits and an item rolled back leaves no gap, and
# everybody else on the channel waits for just as long. The number is part of what the ledger is told,
# so body and commitment are put together here. A repeated key or id undoes the whole statement.
_INSERT = """
WITH counted AS (
    INSERT INTO channels_channelcounter AS counter (channel_id, last_seq, last_received_at)
    VALUES (%(channel)s, 1, %(received_at)s)
    ON CONFLICT (channel_id) DO UPDATE
        SET last_seq = counter.last_seq + 1, last_received_at = excluded.last_received_at
    RETURNING last_seq
), stored AS (
    INSERT INTO channels_rawintake (
        channel_id, seq, reference, external_id, received_at, captured_at, content_type, context,
        sha256, size, wrapped_key, body, state, attempts, error, disposition, disposition_reason
    )
    SELECT %(channel)s, last_seq, %(reference)s, %(external_id)s, %(received_at)s, %(captured_at)s,
           %(content_type)s, %(context)s, %(sha256)s, %(size)s, %(wrapped_key)s, %(body)s,
           'stored', 0, '', '', ''
    FROM counted
    RETURNING id, seq
), keyed AS (
    INSERT INTO channels_idempotencyrecord (partner_id, key, fingerprint, raw_id, created_at)
    SELECT %(partner)s, %(key)s, %(fingerprint)s, id, %(received_at)s
    FROM stored WHERE %(partner)s::bigint IS NOT NULL
)
SELECT stored.id, stored.seq, ledger_append(
    %(writer)s, %(epoch)s::integer, %(received_at)s, ARRAY[%(actor)s], ARRAY[%(verb)s],
    ARRAY['intake:' || stored.id], ARRAY[sha256(%(outer)s || sha256(%(inner)s || said.body))],
    ARRAY[%(salt)s], ARRAY[said.body]
)
FROM stored, LATERAL (
    SELECT convert_to(%(said_before)s || stored.seq || %(said_after)s, 'UTF8') AS body
) AS said
"""


def receive(
    *, channel: Channel, body: bytes, content_type: str, now: datetime,
    context: Mapping[str, object] | None = None, external_id: str | None = None,
    captured_at: datetime | None = None, idempotency: Idempotency | None = None,
    reference: str | None = None,
) -> Received:  # fmt: skip
    """Store one item in its own transaction and give it its reference; the door may then answer.

    `reference` is one that was reserved for it; without, one is drawn.

    `context` holds what the door knows beside the bytes: ids and codes only, for it is not sealed.
    A known `external_id` gives the row that is there. Raises KeyReused where an idempotency key
    comes with another request, KeyInUse while its twin is not accounted for yet.
    """
    raw = unstored(
        channel=channel, body=body, content_type=content_type[:255], context=context or {},
        external_id=external_id, captured_at=captured_at, now=now,
    )  # fmt: skip
    for _ in range(_DRAWS):
        raw.reference = reference or new_reference()
        try:
            _store(raw, idempotency)
        except IntegrityError as error:
            broken = _constraint(error)
            if broken == "channels_intake_external":
                return Received(raw=_known(channel, external_id), is_new=False)
            if broken == "channels_idempotency_key" and idempotency is not None:
                return Received(raw=_replayed(idempotency), is_new=False)
            if "reference" not in broken or reference is not None:
                raise
            collision = error
        else:
            return Received(raw=raw, is_new=True)
    raise collision


def unstored(
    *, channel: Channel, body: bytes, content_type: str, now: datetime,
    context: Mapping[str, object], external_id: str | None, captured_at: datetime | None = None,
) -> RawIntake:  # fmt: skip
    """Seal an item into a row that nobody has stored yet: it has neither number nor reference."""
    key = sealing.new_key()
    return RawIntake(
        channel=channel, external_id=external_id, received_at=now, captured_at=captured_at,
        content_type=content_type, context=dict(context), sha256=hashlib.sha256(body).digest(),
        size=len(body), wrapped_key=key, body=sealing.seal_bytes(key, body, context=BODY_CONTEXT),
    )  # fmt: skip


def actor_of(context: Mapping[str, object]) -> str:
    """Give the ledger's code for whoever brought an item."""
    if clerk := context.get("clerk"):
        return f"user:{clerk}"
    if partner := context.get("partner"):
        return f"partner:{partner}"
    return "customer"


def _store(raw: RawIntake, idempotency: Idempotency | None) -> None:
    # Inside somebody's transaction a refused statement must not spoil what they did before.
    undoable = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with undoable, planned_cursor() as cursor:
        cursor.execute(_INSERT, _parameters(raw, idempotency) | numbered(arrived(raw), "seq"))
        raw.pk, raw.seq, _event_id = cursor.fetchone()
    # So that Django takes it for a row that exists.
    raw._state.adding = False  # noqa: SLF001
    raw._state.db = connection.alias  # noqa: SLF001


def _parameters(raw: RawIntake, idempotency: Idempotency | None) -> dict[str, Any]:
    return {
        "channel": raw.channel_id,
        "reference": raw.reference,
        "external_id": raw.external_id,
        "received_at": raw.received_at,
        "captured_at": raw.captured_at,
        "content_type": raw.content_type,
        "context": json.dumps(raw.context),
        "sha256": raw.sha256,
        "size": raw.size,
        "wrapped_key": raw.wrapped_key,
        "body": raw.body,
        "partner": idempotency.partner_id if idempotency else None,
        "key": idempotency.key if idempotency else None,
        "fingerprint": idempotency.fingerprint if idempotency else None,
    }


def arrived(raw: RawIntake) -> Entry:
    """Say for the ledger that an item came; its number is 0 until it has one, its id None."""
    return Entry(
        verb="intake.received",
        subject=f"intake:{raw.pk}",
        actor=actor_of(raw.context),
        body={
            "channel": raw.channel.code,
            "seq": raw.seq or 0,
            "sha256": bytes(raw.sha256).hex(),
            "size": raw.size,
            "reference": raw.reference,
        },
    )


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _known(channel: Channel, external_id: str | None) -> RawIntake:
    return RawIntake.objects.select_related("channel").get(channel=channel, external_id=external_id)


def _replayed(idempotency: Idempotency) -> RawIntake:
    known = IdempotencyRecord.objects.select_related("raw__channel").get(
        partner_id=idempotency.partner_id, key=idempotency.key
    )
    if bytes(known.fingerprint) != idempotency.fingerprint:
        raise KeyReused
    if known.raw.state == IntakeState.STORED:
        raise KeyInUse
    return known.raw
