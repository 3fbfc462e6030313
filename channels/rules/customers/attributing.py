"""Whose the contact values are that somebody gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from channels.drafts import PersonDraft
from channels.kinds import ContactKind, ContactProof
from channels.models import ContactPoint
from feedback_site.kept_queries import planned_cursor

_LOOK = """
SELECT value_index, point.customer_id, proof, wrapped_key, signs FROM channels_contactpoint AS point
JOIN channels_customer AS customer ON customer.id = point.customer_id
LEFT JOIN channels_customersigns AS known ON known.customer_id = point.customer_id
WHERE (kind, value_index) IN (SELECT * FROM unnest(%s::text[], %s::bytea[]))
"""
_LOCK_AND_LOOK = f"""
WITH item AS MATERIALIZED (
    SELECT state <> 'done' AS waits FROM channels_rawintake WHERE id = %s FOR UPDATE
)
SELECT item.waits, found.* FROM item LEFT JOIN LATERAL ({_LOOK}) AS found ON true
"""  # noqa: S608 constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a value is: their signs, None where we have none, and their key, None once they were erased."""

    customer_id: int
    proof: str
    wrapped_key: bytes | None
    signs: frozenset[int] | None


# By the index of a value: who is known by it.
Known = Mapping[bytes, Owner]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A contact as it was given, and by what it is proven, if it is."""

    kind: ContactKind
    value: str
    index: bytes
    proof: str

    @property
    def is_told(self) -> bool:
        """Whether whoever holds it is told of all that is said under it; a number is only called."""
        return self.kind == ContactKind.EMAIL


def values_of(person: PersonDraft, messenger: ContactKind | None) -> list[Value]:
    """What was given, whatever decides first."""
    given = (
        (messenger, person.handle),
        (ContactKind.EMAIL, person.email),
        (ContactKind.PHONE, person.phone),
    )
    values = [
        Value(
            kind=kind, value=value, index=ContactPoint.index_of(kind, value),
            proof=ContactProof.ACCOUNT if kind == messenger else person.proofs.get(kind, ""),
        )
        for kind, value in given
        if kind is not None and value
    ]  # fmt: skip
    return sorted(values, key=lambda one: not one.proof)


def lock_and_look(raw_id: int, person: PersonDraft) -> tuple[bool, Known]:
    """Lock an item, say whether it still waits for its disposition, and whose the values given are.

    In one round trip of the many of an intake; for a person who does not speak on a messenger.
    """
    values = values_of(person, None)
    with planned_cursor() as cursor:
        cursor.execute(_LOCK_AND_LOOK, [raw_id, *_asked(values)])
        rows = cursor.fetchall()
    return bool(rows[0][0]), _known([row[1:] for row in rows if row[1] is not None])


def owners_of(values: Sequence[Value]) -> Known:
    """Whose each value is."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, _asked(values))
        return _known(cursor.fetchall())


def _asked(values: Sequence[Value]) -> list[list[Any]]:
    return [[value.kind.value for value in values], [value.index for value in values]]


def _known(rows: Sequence[Sequence[Any]]) -> Known:
    return {
        bytes(index): Owner(
            customer_id=customer_id, proof=proof, wrapped_key=None if key is None else bytes(key),
            signs=frozenset(signs) if signs else None,
        )
        for index, customer_id, proof, key, signs in rows
    }  # fmt: skip
