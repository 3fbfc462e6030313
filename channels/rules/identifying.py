"""Find the customer behind contact values, or begin a new one.

Nobody proves a value by typing it, but a messenger proves who writes by it. So only the first given of
messenger, mail address and phone decides who it is; what else was given never joins an existing
customer under an index, because that would let a stranger be found, or answered, as that customer. That
two customers may be one person is left to people to say (recognising, joining).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from channels.contacts import normal
from channels.drafts import PersonDraft
from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer, CustomerSigns
from channels.rules.signing import add_signs
from channels.signs import signs_of
from feedback_site.privacy import sealing

_NEW_CUSTOMER = """
WITH customer AS (
    INSERT INTO channels_customer
        (wrapped_key, name_sealed, name_masked, name_index, language, first_seen_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    RETURNING id
), points AS (
    INSERT INTO channels_contactpoint
        (customer_id, kind, value_sealed, value_masked, value_index, tail_index, created_at)
    SELECT customer.id, given.*, %s
    FROM customer, unnest(%s::text[], %s::bytea[], %s::text[], %s::bytea[], %s::bytea[]) AS given
), signs AS (
    INSERT INTO channels_customersigns (customer_id, signs) SELECT id, %s::bigint[] FROM customer
)
SELECT id FROM customer
"""


_LOOK = """
SELECT value_index, point.customer_id, signs FROM channels_contactpoint AS point
LEFT JOIN channels_customersigns AS known ON known.customer_id = point.customer_id
WHERE (kind, value_index) IN (SELECT * FROM unnest(%s::text[], %s::bytea[]))
"""
_LOCK_AND_LOOK = f"""
WITH item AS MATERIALIZED (
    SELECT state <> 'done' AS waits FROM channels_rawintake WHERE id = %s FOR UPDATE
)
SELECT item.waits, found.* FROM item LEFT JOIN LATERAL ({_LOOK}) AS found ON true
"""  # noqa: S608 constants only
# Whose each value is, and the signs of those whom we have any of.
Known = tuple[dict[bytes, int], dict[int, set[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    kind: ContactKind
    value: str
    index: bytes


def find_customer(kind: ContactKind, value: str) -> Customer | None:
    """Give the customer who is known by this contact value as typed; None for nobody.

    Their own row, also where they were merged into another: what they say stays theirs, and is shown
    under the other for as long as the two are one.
    """
    point = (
        ContactPoint.objects.filter(kind=kind, value_index=ContactPoint.index_of(kind, value))
        .select_related("customer")
        .first()
    )
    return point.customer if point else None


def identify(
    person: PersonDraft, *, language: str, messenger: ContactKind | None, now: datetime,
    known: Known | None = None,
) -> int | None:  # fmt: skip
    """Give the id of the customer whom a draft names, beginning one where nobody is known by it.

    `messenger` says what kind a handle is, `known` what `lock_and_look` found in this transaction. None
    where neither name nor contact was given. Two first items of one new person in one moment collide on
    channels_contact_once; the caller tries again.
    """
    values = _values(person, messenger)
    if not values:
        return _begin(person, [], set(), language=language, now=now) if person.name else None
    owners, signs = known or _owners(values)
    customer_id = owners.get(values[0].index)
    if customer_id is None:
        return _begin(person, values, set(owners), language=language, now=now)
    further = [value for value in values[1:] if owners.get(value.index) != customer_id]
    _add_unindexed(customer_id, [value for value in further if value.index not in owners], now=now)
    # Also of what is somebody else's: that they gave it says that the two may be one person.
    given = signs_of("", [(value.kind, value.value) for value in further])
    if customer_id in signs and not signs[customer_id].issuperset(given):
        add_signs(customer_id, given)
    return customer_id


def begin_named(people: Sequence[tuple[str, str]], *, now: datetime) -> list[int | None]:
    """Begin a customer for each name and language, None where there is no name; nobody is known by a name."""
    customers = [_new(name, language, now) if name else None for name, language in people]
    Customer.objects.bulk_create([one for one in customers if one is not None])
    CustomerSigns.objects.bulk_create(
        CustomerSigns(customer=one, signs=signs_of(name, []))
        for one, (name, _language) in zip(customers, people, strict=True)
        if one is not None
    )
    return [one.pk if one is not None else None for one in customers]


def _new(name: str, language: str, now: datetime) -> Customer:
    """Make a customer, who is not saved."""
    customer = Customer(wrapped_key=sealing.new_key(), language=language, first_seen_at=now)
    if name:
        customer.write_name(name)
        customer.name_masked = customer.name_masked[:80]
    return customer


def _values(person: PersonDraft, messenger: ContactKind | None) -> list[_Value]:
    given = (
        (messenger, person.handle),
        (ContactKind.EMAIL, person.email),
        (ContactKind.PHONE, person.phone),
    )
    return [
        _Value(kind=kind, value=value, index=ContactPoint.index_of(kind, value))
        for kind, value in given
        if kind is not None and value
    ]


def lock_and_look(raw_id: int, person: PersonDraft) -> tuple[bool, Known]:
    """Lock an item, say whether it still waits for its disposition, and whose the values given are.

    In one round trip of the many of an intake; for a person who does not speak on a messenger.
    """
    values = _values(person, None)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_AND_LOOK, [raw_id, *_asked(values)])
        rows = cursor.fetchall()
    return bool(rows[0][0]), _known([row[1:] for row in rows if row[1] is not None])


def _owners(values: Sequence[_Value]) -> Known:
    """Whose each value is, and the signs of those whom we have any of."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, _asked(values))
        return _known(cursor.fetchall())


def _asked(values: Sequence[_Value]) -> list[list[Any]]:
    return [[value.kind.value for value in values], [value.index for value in values]]


def _known(rows: Sequence[Sequence[Any]]) -> Known:
    owners = {bytes(index): customer_id for index, customer_id, _signs in rows}
    return owners, {customer_id: set(signs) for _index, customer_id, signs in rows if signs}


def _begin(
    person: PersonDraft,
    values: Sequence[_Value],
    known: set[bytes],
    *,
    language: str,
    now: datetime,
) -> int:
    """Write a customer and all their contact points in one statement.

    A value that is known as somebody else's is kept for calling back, but is not found by.
    """
    customer = _new(person.name, language, now)
    points = [
        _point(bytes(customer.wrapped_key or b""), value, value.index not in known)
        for value in values
    ]
    row: list[Any] = [
        customer.wrapped_key, customer.name_sealed, customer.name_masked,
        customer.name_index, language, now, now,
        [point.kind for point in points], [point.value_sealed for point in points],
        [point.value_masked[:120] for point in points],
        [point.value_index for point in points],
        [point.tail_index for point in points],
        signs_of(person.name, [(value.kind, value.value) for value in values]),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEW_CUSTOMER, row)
        return int(cursor.fetchone()[0])


def _point(wrapped_key: bytes, value: _Value, is_indexed: bool) -> ContactPoint:
    point = ContactPoint(kind=value.kind)
    point.write(wrapped_key, value.value)
    if not is_indexed:
        point.value_index = None
    return point


def _add_unindexed(customer_id: int, values: Sequence[_Value], *, now: datetime) -> None:
    """Keep further values of a known customer, once each; an erased customer gets none."""
    if not values:
        return
    customer = Customer.objects.prefetch_related("contact_points").get(pk=customer_id)
    if customer.wrapped_key is None:
        return
    there = {(point.kind, point.value()) for point in customer.contact_points.all()}
    wrapped_key = bytes(customer.wrapped_key)
    fresh = [
        _point(wrapped_key, value, is_indexed=False)
        for value in values
        if (value.kind, normal(value.kind, value.value)) not in there
    ]
    for point in fresh:
        point.customer, point.created_at = customer, now
    ContactPoint.objects.bulk_create(fresh)
