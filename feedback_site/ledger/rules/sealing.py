"""Seal what is finished: a signed chain of Merkle roots, anchored outside the database."""

import fcntl
import json
import os
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from feedback_site.ledger import merkle
from feedback_site.ledger.canonical import head_hash
from feedback_site.ledger.models import LedgerSeal

GENESIS = bytes(32)
# More than this many events in one seal would hold too much in memory; the next pass takes the rest.
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('ledger_seal'))"


@cache
def signing_key() -> Ed25519PrivateKey:
    """The sealer's key, from settings.LEDGER_KEY (64 hex digits), never from the database."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LEDGER_KEY))


def public_key() -> Ed25519PublicKey:
    """The key by which anybody can check a seal."""
    return signing_key().public_key()


@transaction.atomic
def seal(*, now: datetime) -> LedgerSeal | None:
    """Cover every finished, uncovered event with a seal; None when there is none or another seals.

    An event is finished when its transaction id lies below the oldest one still running.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return None
        last = LedgerSeal.objects.order_by("-number").first()
        span = _next_span(cursor, last)
        if span is None:
            return None
        epoch, from_tx, to_tx = span
        leaves = leaves_between(cursor, epoch, from_tx, to_tx)
    made = _sealed(last, epoch, from_tx, to_tx, leaves, now)
    made.save(force_insert=True)
    transaction.on_commit(lambda: anchor(made))
    return made


def latest_head() -> tuple[int, str] | None:
    """The newest seal's number and head in hex, for receipts."""
    row = LedgerSeal.objects.order_by("-number").values_list("number", "head").first()
    return None if row is None else (row[0], bytes(row[1]).hex())


def _next_span(cursor: Any, last: LedgerSeal | None) -> tuple[int, int, int] | None:
    """Find the first epoch with uncovered, finished events, and the range of transactions to cover."""
    epoch, from_tx = (last.epoch, last.to_tx) if last else (0, 0)
    cursor.execute(
        "SELECT epoch FROM ledger_event WHERE (epoch = %s AND tx >= %s::text::xid8) OR epoch > %s"
        " ORDER BY epoch LIMIT 1",
        [epoch, str(from_tx), epoch],
    )
    row = cursor.fetchone()
    if row is None:
        return None
    if row[0] != epoch:
        epoch, from_tx = row[0], 0
    cursor.execute(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text,"
        " EXISTS (SELECT FROM ledger_epoch WHERE number > %s)",
        [epoch],
    )
    xmin, is_past = cursor.fetchone()
    # A past epoch's cluster is gone: all its transactions are finished.
    to_tx = 2**63 - 1 if is_past else int(xmin)
    cursor.execute(
        "SELECT EXISTS (SELECT FROM ledger_event"
        " WHERE epoch = %s AND tx >= %s::text::xid8 AND tx < %s::text::xid8)",
        [epoch, str(from_tx), str(to_tx)],
    )
    return (epoch, from_tx, to_tx) if cursor.fetchone()[0] else None


def leaves_between(cursor: Any, epoch: int, from_tx: int, to_tx: int) -> list[bytes]:
    """Read the leaves of a range in the ledger's order: transaction, writer, sequence."""
    cursor.execute(
        "SELECT leaf FROM ledger_event WHERE epoch = %s AND tx >= %s::text::xid8"
        " AND tx < %s::text::xid8 ORDER BY tx, writer, writer_seq",
        [epoch, str(from_tx), str(to_tx)],
    )
    return [bytes(row[0]) for row in cursor.fetchall()]


def _sealed(
    last: LedgerSeal | None,
    epoch: int,
    from_tx: int,
    to_tx: int,
    leaves: list[bytes],
    now: datetime,
) -> LedgerSeal:
    previous = bytes(last.head) if last else GENESIS
    number = last.number + 1 if last else 1
    root = merkle.root(leaves)
    head = head_hash(
        previous=previous, number=number, epoch=epoch, from_tx=from_tx, to_tx=to_tx,
        count=len(leaves), root=root,
    )  # fmt: skip
    return LedgerSeal(
        number=number, epoch=epoch, from_tx=from_tx, to_tx=to_tx, count=len(leaves), root=root,
        previous=previous, head=head, signature=signing_key().sign(head), sealed_at=now,
    )  # fmt: skip


def anchor(sealed: LedgerSeal) -> None:
    """Append the head to the anchor file, which belongs where the database's keeper cannot write."""
    line = json.dumps(
        {
            "number": sealed.number, "head": bytes(sealed.head).hex(),
            "signature": bytes(sealed.signature).hex(), "sealed_at": sealed.sealed_at.isoformat(),
        }
    )  # fmt: skip
    settings.LEDGER_ANCHOR_FILE.parent.mkdir(parents=True, exist_ok=True)
    with settings.LEDGER_ANCHOR_FILE.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
