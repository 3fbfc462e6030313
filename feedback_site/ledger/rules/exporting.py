"""Export the ledger for an outsider: codes, hashes and seals, no content and no personal data."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection, transaction

from feedback_site.ledger.canonical import micros
from feedback_site.ledger.models import LedgerEpoch, LedgerEvent, LedgerSeal
from feedback_site.ledger.rules.sealing import public_key

Line = dict[str, object]


def public_key_hex() -> str:
    """Give the key that an auditor notes down once, from us and not from an export."""
    return public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def export_lines() -> Iterator[Line]:
    """Give the lines of an export, in the order in which the stand-alone verifier reads them.

    All of them are of one snapshot; events come in the ledger's own order.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield {"kind": "ledger", "format": 1, "public_key": public_key_hex()}
        for epoch in LedgerEpoch.objects.order_by("number"):
            yield {
                "kind": "epoch",
                "number": epoch.number,
                "system_identifier": epoch.system_identifier,
                "opened_at": epoch.opened_at.isoformat(),
                "reason": epoch.reason,
            }
        events = LedgerEvent.objects.order_by("epoch", "tx", "writer", "writer_seq")
        for event in events.iterator(chunk_size=5000):
            yield _event(event)
        for seal in LedgerSeal.objects.order_by("number").iterator():
            yield _seal(seal)


def _event(event: LedgerEvent) -> Line:
    return {
        "kind": "event",
        "epoch": event.epoch,
        "tx": event.tx,
        "writer": str(event.writer),
        "seq": event.writer_seq,
        "micros": micros(event.happened_at),
        "actor": event.actor,
        "verb": event.verb,
        "subject": event.subject,
        "commitment": bytes(event.commitment).hex(),
    }


def _seal(seal: LedgerSeal) -> Line:
    return {
        "kind": "seal",
        "number": seal.number,
        "epoch": seal.epoch,
        "from_tx": seal.from_tx,
        "to_tx": seal.to_tx,
        "count": seal.count,
        "root": bytes(seal.root).hex(),
        "previous": bytes(seal.previous).hex(),
        "head": bytes(seal.head).hex(),
        "signature": bytes(seal.signature).hex(),
        "sealed_at": seal.sealed_at.isoformat(),
    }
