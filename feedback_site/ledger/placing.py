"""Where in the sealed record something stands, for those it concerns."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_FIND = """
SELECT event.id, seal.number, seal.head, seal.sealed_at
FROM ledger_event event
LEFT JOIN LATERAL (
    SELECT * FROM ledger_seal
    WHERE epoch = event.epoch AND from_tx <= event.tx
    ORDER BY from_tx DESC LIMIT 1
) seal ON event.tx < seal.to_tx
WHERE event.subject = %s AND event.verb = %s
ORDER BY event.id LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An event's number, and its seal where one covers it: number, head in hex, moment."""

    event: int
    seal: int | None
    head: str
    sealed_at: datetime | None


def place_of(subject: str, verb: str) -> Place | None:
    """Find the first event of this verb about a subject; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [subject, verb])
        row = cursor.fetchone()
    if row is None:
        return None
    event, seal, head, sealed_at = row
    return Place(
        event=event, seal=seal, head=bytes(head).hex() if head else "", sealed_at=sealed_at
    )
