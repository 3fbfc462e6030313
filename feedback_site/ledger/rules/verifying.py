"""Verify the whole ledger: every leaf, every commitment, every writer's sequence, every seal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import connection, transaction

from feedback_site.ledger import merkle
from feedback_site.ledger.canonical import commitment, head_hash
from feedback_site.ledger.errors import LedgerBroken
from feedback_site.ledger.models import LedgerContent, LedgerEvent, LedgerSeal, LedgerWriter
from feedback_site.ledger.rules.sealing import GENESIS, leaves_between, public_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in order."""

    events: int
    sealed: int
    seals: int
    anchors: int


def verify() -> Verified:
    """Check everything in one snapshot, and raise LedgerBroken naming the first bad place.

    May run beside a site that seals: a seal is committed before it is anchored, so that each anchor read
    before the snapshot has its seal in it.
    """
    anchors = _anchors()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        events = _check_events()
        _check_writers()
        seals, sealed = _check_seals()
        return Verified(events=events, sealed=sealed, seals=seals, anchors=_check_anchors(anchors))


def _check_events() -> int:
    count = 0
    for event in LedgerEvent.objects.order_by("id").iterator(chunk_size=5000):
        count += 1
        if event.recomputed_leaf() != bytes(event.leaf):
            raise LedgerBroken(place=f"event {event.pk} was changed")
    for event_id, kept, salt, body in _contents():
        if commitment(bytes(salt), bytes(body)) != bytes(kept):
            raise LedgerBroken(place=f"content of event {event_id} was changed")
    return count


def _contents() -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Join contents to their commitments; an erased content is simply not there."""
    commitments = dict(
        LedgerEvent.objects.values_list("id", "commitment").iterator(chunk_size=5000)
    )
    for row in LedgerContent.objects.values_list("event_id", "salt", "body").iterator(
        chunk_size=5000
    ):
        if row[0] not in commitments:
            raise LedgerBroken(place=f"event {row[0]} is missing but its content is there")
        yield row[0], bytes(commitments[row[0]]), bytes(row[1]), bytes(row[2])


def _check_writers() -> None:
    """A writer's numbers run from 1 to its last without a gap, so a removed row is seen unsealed too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT writer, min(writer_seq), max(writer_seq), count(*) FROM ledger_event GROUP BY 1"
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    expected = dict(LedgerWriter.objects.values_list("id", "last_seq"))
    for writer in sorted(found.keys() | expected.keys(), key=str):
        last = expected.get(writer)
        if last is None or found.get(writer) != (1, last, last):
            raise LedgerBroken(place=f"writer {writer}: events are missing or were added")


def _check_seals() -> tuple[int, int]:
    previous, number, sealed, epoch, to_tx = GENESIS, 0, 0, 0, 0
    with connection.cursor() as cursor:
        for seal in LedgerSeal.objects.order_by("number").iterator():
            number += 1
            follows = seal.from_tx == (to_tx if seal.epoch == epoch else 0)
            if seal.number != number or bytes(seal.previous) != previous or not follows:
                raise LedgerBroken(place=f"seal {number} is missing or does not follow")
            _check_seal(seal, leaves_between(cursor, seal.epoch, seal.from_tx, seal.to_tx))
            previous, epoch, to_tx = bytes(seal.head), seal.epoch, seal.to_tx
            sealed += seal.count
    return number, sealed


def _check_seal(seal: LedgerSeal, leaves: list[bytes]) -> None:
    if len(leaves) != seal.count:
        raise LedgerBroken(
            place=f"seal {seal.number} covers {seal.count} events, {len(leaves)} are there"
        )
    root = merkle.root(leaves)
    head = head_hash(
        previous=bytes(seal.previous), number=seal.number, epoch=seal.epoch, from_tx=seal.from_tx,
        to_tx=seal.to_tx, count=seal.count, root=root,
    )  # fmt: skip
    if root != bytes(seal.root) or head != bytes(seal.head):
        raise LedgerBroken(place=f"seal {seal.number} does not match its events")
    try:
        public_key().verify(bytes(seal.signature), head)
    except InvalidSignature as error:
        raise LedgerBroken(place=f"seal {seal.number} carries a wrong signature") from error


def _anchors() -> list[str]:
    path = settings.LEDGER_ANCHOR_FILE
    return path.read_text(errors="replace").splitlines() if path.exists() else []


def _check_anchors(lines: Sequence[str]) -> int:
    """Every head that was anchored outside must still be the head of that seal, sealed at that time."""
    heads = {
        number: (bytes(head).hex(), sealed_at)
        for number, head, sealed_at in LedgerSeal.objects.values_list(
            "number", "head", "sealed_at"
        ).iterator()
    }
    for at, line in enumerate(lines, 1):
        try:
            kept = json.loads(line)
            number, sealed_at = kept["number"], datetime.fromisoformat(kept["sealed_at"])
            anchored = (kept["head"], sealed_at)
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerBroken(place=f"line {at} of the anchors cannot be read") from error
        if heads.get(number) != anchored:
            raise LedgerBroken(place=f"seal {number} differs from its anchor")
    return len(lines)
