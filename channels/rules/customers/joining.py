"""Joining: two customers are shown as one person, until somebody takes them apart; nothing else moves.

Contacts, consents, feedback and cases stay with the row that they came by. Whoever is asked for, by any
door, is found and shown under one row, the head. Decisions about people are rare: they are made one after
the other, behind one lock, and then lock the customers in the order of their ids.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Q

from channels.errors import AlreadyDecided, NotMerged, NotOfThePair
from channels.kinds import PairState
from channels.measures.alike_people import People, people_of
from channels.models import Customer, CustomerPair
from channels.signals import customer_tiered
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# Any number that nothing else locks by.
_DECIDING = 6_314_013
# Whoever was merged into this customer, and into those, and so on.
_BENEATH = """
WITH RECURSIVE beneath (id) AS (
    SELECT id FROM channels_customer WHERE merged_into_id = %(customer)s AND person_id = %(head)s
    UNION
    SELECT one.id FROM channels_customer AS one JOIN beneath ON one.merged_into_id = beneath.id
    WHERE one.person_id = %(head)s
)
SELECT id FROM beneath
"""


@transaction.atomic
def join(pair_id: int, *, keep_id: int, actor: User, now: datetime) -> Customer:
    """Merge the two of a proposed pair; `keep_id` is the one under whom both are shown from now on.

    Raises NotAllowed, AlreadyDecided where that was decided meanwhile, or where both stand under one
    person by now, and NotOfThePair for anybody else, who may have been merged away since.
    """
    _require(actor)
    pair, people = _open(pair_id)
    heads = {people.head_of[pair.low_id], people.head_of[pair.high_id]}
    if keep_id not in heads:
        raise NotOfThePair
    (joined_id,) = heads - {keep_id}
    _lock(people.head_of)
    Customer.objects.filter(pk=joined_id).update(person=keep_id, merged_into=keep_id)
    Customer.objects.filter(person=joined_id).update(person=keep_id)
    _decide(pair, PairState.MERGED, joined_id, actor=actor, now=now)
    body = {"into": keep_id, "score": pair.score, "reasons": pair.reasons}
    _record("customer.merged", joined_id, body, actor=actor, now=now)
    _ring(keep_id)
    return Customer.objects.get(pk=keep_id)


@transaction.atomic
def decline(pair_id: int, *, actor: User, now: datetime) -> CustomerPair:
    """Say that the two are not the same person; they are never proposed to each other again.

    Raises NotAllowed and AlreadyDecided.
    """
    _require(actor)
    pair, people = _open(pair_id)
    low, high = (people.rows_of[people.head_of[pk]] for pk in (pair.low_id, pair.high_id))
    _decline_between(low, high, actor=actor, now=now)
    pair.refresh_from_db()
    _record("customer.match_declined", pair.low_id, {"with": pair.high_id}, actor=actor, now=now)
    return pair


@transaction.atomic
def part(customer_id: int, *, actor: User, now: datetime) -> Customer:
    """Take a merged customer out again, with whoever was merged into them before, as if nothing had been.

    The two are not proposed again, by whichever of their rows. Raises NotAllowed, and NotMerged where they
    stand by themselves.
    """
    _require(actor)
    _wait_for_others()
    customer = Customer.objects.get(pk=customer_id)
    if customer.person_id is None:
        raise NotMerged
    head_id, into_id = customer.person_id, customer.merged_into_id
    rows = set(people_of([customer_id]).head_of)
    _lock(rows)
    beneath = _beneath(customer_id, head_id)
    Customer.objects.filter(pk=customer_id).update(person=None, merged_into=None)
    Customer.objects.filter(pk__in=beneath).update(person=customer_id)
    CustomerPair.objects.filter(state=PairState.MERGED, joined=customer_id).update(
        state=PairState.DECLINED, joined=None, decided_by=actor, decided_at=now
    )
    taken_out = {customer_id, *beneath}
    _decline_between(taken_out, rows - taken_out, actor=actor, now=now)
    _record("customer.unmerged", customer_id, {"from": into_id}, actor=actor, now=now)
    _ring(head_id, customer_id)
    customer.refresh_from_db()
    return customer


def _require(actor: User) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DECIDING])


def _open(pair_id: int) -> tuple[CustomerPair, People]:
    """Give a pair that waits to be decided, and who stands for its two by now."""
    _wait_for_others()
    pair = CustomerPair.objects.select_for_update().get(pk=pair_id)
    people = people_of([pair.low_id, pair.high_id])
    if pair.state != PairState.OPEN or people.head_of[pair.low_id] == people.head_of[pair.high_id]:
        raise AlreadyDecided
    return pair, people


def _lock(ids: Iterable[int]) -> None:
    """In the order of their ids; items that come in from them meanwhile need not wait."""
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def _decline_between(
    some: Collection[int], others: Collection[int], *, actor: User, now: datetime
) -> None:
    """Decline whatever else is proposed between the rows of two persons."""
    alike = CustomerPair.objects.filter(
        Q(low__in=some, high__in=others) | Q(low__in=others, high__in=some), state=PairState.OPEN
    )
    alike.update(state=PairState.DECLINED, decided_by=actor, decided_at=now)


def _beneath(customer_id: int, head_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_BENEATH, {"customer": customer_id, "head": head_id})
        return [row[0] for row in cursor.fetchall()]


def _decide(
    pair: CustomerPair, state: PairState, joined_id: int, *, actor: User, now: datetime
) -> None:
    pair.state, pair.joined_id = state, joined_id
    pair.decided_by, pair.decided_at = actor, now
    pair.save(update_fields=["state", "joined", "decided_by", "decided_at"])


def _record(
    verb: str, customer_id: int, body: dict[str, object], *, actor: User, now: datetime
) -> None:
    entry = Entry(verb=verb, subject=f"customer:{customer_id}", actor=name_of(actor), body=body)
    record([entry], now=now)


def _ring(*head_ids: int) -> None:
    """Whoever stands under another head from now on is served by that one's tier."""
    for head_id in head_ids:
        transaction.on_commit(
            partial(customer_tiered.send_robust, sender=Customer, customer_id=head_id)
        )
