"""Write events into the ledger, in the caller's transaction and in one statement."""

import os
import uuid
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from feedback_site.ledger.canonical import body_bytes, commitment, commitment_pads

if TYPE_CHECKING:
    from feedback_site.organisation.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to record: a verb, the row it was done to (`case:42`), who did it, and the facts."""

    verb: str
    subject: str
    actor: str = "system"
    body: Mapping[str, object] = field(default_factory=dict)


# Which writer a physical connection is, and the epoch it was opened in. Keyed weakly: a pool's
# connection keeps its number for its whole life, and a closed one is forgotten.
_identities: weakref.WeakKeyDictionary[Any, tuple[uuid.UUID, int]] = weakref.WeakKeyDictionary()


def name_of(actor: "User | None", fallback: str = "system") -> str:
    """Give the ledger's code for a person, or the fallback where nobody of ours acted."""
    return fallback if actor is None else f"user:{actor.pk}"


# A list of texts goes to the database as its lines: the driver would write it element by element.
_LINES = r"string_to_array(%s, E'\n')"
_BYTES = f"ARRAY(SELECT decode(line, 'hex') FROM unnest({_LINES}) AS line)"  # noqa: S608
_BODIES = f"ARRAY(SELECT convert_to(line, 'UTF8') FROM unnest({_LINES}) AS line)"  # noqa: S608
# The call that appends, for a statement that records its own events; its values are those of `appended`.
APPEND = f"ledger_append(%s, %s::integer, %s, {_LINES}, {_LINES}, {_LINES}, {_BYTES}, {_BYTES}, {_BODIES})"


def record(entries: Sequence[Entry], *, now: datetime) -> list[int]:
    """Append events in this transaction and return their ids, in the order given.

    Nothing to append asks the database nothing. Raises TransactionManagementError outside a
    transaction: an event without its change is a lie.
    """
    if not entries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {APPEND}", appended(entries, now=now))  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def appended(entries: Sequence[Entry], *, now: datetime) -> list[Any]:
    """Give the values of APPEND, for a statement in this transaction; raises as `record`."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "ledger events belong to their change's transaction"
        )
    with connection.cursor() as cursor:
        writer, epoch = _identity(cursor)
    bodies = [body_bytes(entry.body) for entry in entries]
    salts = _salts(len(entries))
    return [
        writer, epoch, now,
        _lines([entry.actor for entry in entries]),
        _lines([entry.verb for entry in entries]),
        _lines([entry.subject for entry in entries]),
        _lines([commitment(salt, body).hex() for salt, body in zip(salts, bodies, strict=True)]),
        _lines([salt.hex() for salt in salts]),
        _lines([body.decode() for body in bodies]),
    ]  # fmt: skip


def _salts(count: int) -> list[bytes]:
    """Give so many salts; the system is asked once."""
    drawn = os.urandom(16 * count)
    return [drawn[at : at + 16] for at in range(0, len(drawn), 16)]


def _lines(texts: Sequence[str]) -> str:
    """Give texts as lines. Neither codes nor JSON hold the end of one; what does would become another's."""
    lines = "\n".join(texts)
    if lines.count("\n") != len(texts) - 1:
        raise ValueError("A code of the ledger is one line.")
    return lines


def numbered(entry: Entry, key: str) -> dict[str, Any]:
    """Give the parts of an event whose body holds a number that only the statement knows that writes it.

    `key` names the number, which stands in the body as 0. The statement puts the body together of
    `said_before`, the number and `said_after` in UTF-8, and commits to it by
    sha256(outer || sha256(inner || body)).
    """
    writer, epoch = writer_and_epoch()
    salt = os.urandom(16)
    inner, outer = commitment_pads(salt)
    before, found, after = body_bytes(entry.body).decode().partition(f'"{key}":0')
    return {
        "writer": writer, "epoch": epoch, "actor": entry.actor, "verb": entry.verb,
        "about": entry.subject, "salt": salt, "inner": inner, "outer": outer,
        "said_before": before + found[:-1], "said_after": after,
    }  # fmt: skip


def writer_and_epoch() -> tuple[uuid.UUID, int]:
    """Give what `ledger_append` is called with, for a statement that records its own event."""
    connection.ensure_connection()
    known = _identities.get(connection.connection)
    if known is not None:
        return known
    with transaction.atomic(), connection.cursor() as cursor:
        return _identity(cursor)


def _identity(cursor: Any) -> tuple[uuid.UUID, int]:
    raw = connection.connection
    known = _identities.get(raw)
    if known is None:
        known = _identities[raw] = (uuid.uuid4(), _current_epoch(cursor))
    return known


def _current_epoch(cursor: Any) -> int:
    """Find this cluster's epoch, or open one: after a restore the system identifier is another."""
    cursor.execute(
        "SELECT number FROM ledger_epoch WHERE system_identifier ="
        " (SELECT system_identifier FROM pg_control_system()) ORDER BY number DESC LIMIT 1"
    )
    if row := cursor.fetchone():
        return int(row[0])
    # A second opener waits here for the first and then reads its row. HAVING, because an aggregate with
    # WHERE answers one row even where nothing is left.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger_epoch'))")
    cursor.execute(
        "INSERT INTO ledger_epoch SELECT coalesce(max(number), 0) + 1,"
        " (SELECT system_identifier FROM pg_control_system()), %s, 'database cluster first seen'"
        " FROM ledger_epoch HAVING NOT EXISTS (SELECT FROM ledger_epoch WHERE system_identifier ="
        " (SELECT system_identifier FROM pg_control_system()))",
        [timezone.now()],
    )
    cursor.execute("SELECT max(number) FROM ledger_epoch")
    return int(cursor.fetchone()[0])
