"""Find the customer behind contact values, or begin a new one.

Nobody proves a value by typing it. So one value decides who it is: the first proven of messenger, mail
address and phone, else the first given. A customer is known, and found, by what was proven, and by the mail
address that was given first, for all that is written about it goes there. Anything else is a claim: kept with
the item in which it was made and used for that alone, and a sign by which people may say that two customers
are one person (recognising, joining). Why: docs/decisions/0037.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.drafts import PersonDraft
from channels.kinds import ContactKind, ContactProof
from channels.models import ContactPoint, Customer, CustomerSigns
from channels.rules.customers.attributing import Known, Owner, Value, owners_of, values_of
from channels.rules.customers.signing import add_signs
from channels.signs import signs_of
from feedback_site.kept_queries import planned_cursor
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.privacy import sealing

_NEW_CUSTOMER = """
WITH customer AS (
    INSERT INTO channels_customer
        (wrapped_key, name_sealed, name_masked, name_index, language, first_seen_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    RETURNING id
), points AS (
    INSERT INTO channels_contactpoint
        (customer_id, kind, value_sealed, value_masked, value_index, claim_index, tail_index, proof,
         claimed_in_id, created_at)
    SELECT customer.id, given.*, %s
    FROM customer, unnest(%s::text[], %s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::bytea[],
                          %s::text[], %s::bigint[]) AS given
), signs AS (
    INSERT INTO channels_customersigns (customer_id, signs) SELECT id, %s::bigint[] FROM customer
)
SELECT id FROM customer
"""

_UNPROVEN = ("", ContactProof.EARLIER)


def find_customer(kind: ContactKind, value: str) -> Customer | None:
    """Give the customer who is known by this contact value as typed; None for nobody.

    Who merely stated it is not known by it. Their own row, also where they were merged into another: what
    they say stays theirs, and is shown under the other for as long as the two are one.
    """
    point = (
        ContactPoint.objects.filter(kind=kind, value_index=ContactPoint.index_of(kind, value))
        .select_related("customer")
        .first()
    )
    return point.customer if point else None


def identify(
    person: PersonDraft, *, language: str, messenger: ContactKind | None, raw_id: int | None,
    now: datetime, known: Known | None = None,
) -> int | None:  # fmt: skip
    """Give the id of the customer whom a draft names, beginning one where nobody is known by it.

    `messenger` says what kind a handle is, `raw_id` which item holds the claims (None where everything given
    is proven), `known` what `lock_and_look` found in this transaction. None where neither name nor contact
    was given. Two first items of one new person in one moment collide on channels_contact_once; the caller
    tries again.
    """
    values = values_of(person, messenger)
    begun = _Begun(raw_id=raw_id, language=language, now=now)
    if not values:
        return _begin(person, [], {}, begun) if person.name else None
    known = owners_of(values) if known is None else known
    values = _decided(person, values, known)
    first = values[0]
    owner = known.get(first.index)
    if owner is None:
        return _begin(person, values, known, begun)
    if first.proof and owner.proof in _UNPROVEN:
        proof = ContactProof(first.proof)
        confirm(first.kind, first.index, proof, customer_id=owner.customer_id, now=now)
    _add_claims(
        owner, [one for one in values[1:] if not _is_of(owner, one, known)], raw_id, now=now
    )
    return owner.customer_id


def _decided(person: PersonDraft, values: list[Value], known: Known) -> list[Value]:
    """Put the number first where a colleague says who it is, and the number is that person's.

    Somebody else's, as a family's may be, decides nothing: what was shown is not whose it is.
    """
    if person.known_as is None:
        return values
    phone = next((one for one in values if one.kind == ContactKind.PHONE), None)
    owner = known.get(phone.index) if phone else None
    if owner is None or not _is_shown_as(owner.customer_id, person.known_as):
        return values
    return sorted(values, key=lambda one: one is not phone)


def _is_shown_as(customer_id: int, shown_id: int) -> bool:
    """Whether both are one person; whoever was merged since they were shown still is."""
    return Customer.objects.same_as(customer_id).filter(pk=shown_id).exists()


def _is_of(owner: Owner, value: Value, known: Known) -> bool:
    other = known.get(value.index)
    return other is not None and other.customer_id == owner.customer_id


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """How a customer begins: with which item, in which language, and when."""

    raw_id: int | None
    language: str
    now: datetime


def _begin(person: PersonDraft, values: Sequence[Value], known: Known, begun: _Begun) -> int:
    """Write a customer and all their contact points in one statement.

    What decides may make them known, and so does what else is proven and nobody else's.
    """
    customer = _new(person.name, begun.language, begun.now)
    key = bytes(customer.wrapped_key or b"")
    by = {one.index for one in values if one.proof} | {
        one.index for one in values[:1] if one.is_told
    }
    points = [
        _point(key, value, None if value.index in by - known.keys() else begun.raw_id)
        for value in values
    ]
    row: list[Any] = [
        customer.wrapped_key, customer.name_sealed, customer.name_masked,
        customer.name_index, begun.language, begun.now, begun.now,
        [point.kind for point in points], [point.value_sealed for point in points],
        [point.value_masked[:120] for point in points],
        [point.value_index for point in points],
        [point.claim_index for point in points],
        [point.tail_index for point in points],
        [point.proof for point in points],
        [point.claimed_in_id for point in points],
        signs_of(person.name, [(value.kind, value.value) for value in values]),
    ]  # fmt: skip
    with planned_cursor() as cursor:
        cursor.execute(_NEW_CUSTOMER, row)
        return int(cursor.fetchone()[0])


def _point(wrapped_key: bytes, value: Value, claimed_in: int | None) -> ContactPoint:
    """Make a contact point by which its customer is known, or the claim of an item."""
    point = ContactPoint(kind=value.kind, proof=value.proof)
    point.write(wrapped_key, value.value)
    if claimed_in is not None:
        point.claim_in(claimed_in)
    return point


def _add_claims(
    owner: Owner, values: Sequence[Value], raw_id: int | None, *, now: datetime
) -> None:
    """Keep what else was given with the item; an erased customer gets none.

    Also what is somebody else's: that they gave it says that the two may be one person.
    """
    if not values or raw_id is None or owner.wrapped_key is None:
        return
    claims = [_point(owner.wrapped_key, value, raw_id) for value in values]
    for point in claims:
        point.customer_id, point.created_at = owner.customer_id, now
    ContactPoint.objects.bulk_create(claims)
    given = signs_of("", [(value.kind, value.value) for value in values])
    if owner.signs is not None and not owner.signs.issuperset(given):
        add_signs(owner.customer_id, given)


def confirm(
    kind: ContactKind, index: bytes, proof: ContactProof, *, customer_id: int, now: datetime
) -> None:
    """Note by what it was proven that a contact is its customer's; once, the first proof stands."""
    points = ContactPoint.objects.filter(
        kind=kind, value_index=index, customer=customer_id, proof__in=_UNPROVEN
    )
    if points.update(proof=proof):
        entry = Entry(
            verb="customer.contact_proven", subject=f"customer:{customer_id}",
            body={"kind": kind.value, "by": proof.value},
        )  # fmt: skip
        record([entry], now=now)
