"""Whose purchases are whose: by a contact that was proven, or by the order number on a case of theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer, Purchase
from channels.models.customer import CustomerQuerySet
from channels.purchases import order_key_of
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import Store, User

# Enough of somebody's past; the newest come first.
MOST = 200
# Partners who count alike are few.
MOST_OF_NUMBER = 5
_UNDER = Kept[Any]()
# What is merely stated joins nobody (decisions/0037). An order number that somebody types says less than a
# proven contact: of a purchase that is another customer's by such a one it does not make theirs.
_OF = """
WITH known AS (
    SELECT customer_id, kind, value_index FROM channels_contactpoint
    WHERE customer_id = ANY(%(ids)s) AND value_index IS NOT NULL AND proof <> ''
), named AS (
    SELECT customer_id, upper(regexp_replace(order_number, '\\s', '', 'g')) AS order_key
    FROM channels_submission WHERE customer_id = ANY(%(ids)s) AND order_number <> ''
), joined AS (
    SELECT bought.id, known.customer_id, false AS by_order
    FROM known JOIN channels_purchase bought ON bought.phone_index = known.value_index
    WHERE known.kind = 'phone'
    UNION
    SELECT bought.id, known.customer_id, false
    FROM known JOIN channels_purchase bought ON bought.email_index = known.value_index
    WHERE known.kind = 'email'
    UNION
    SELECT bought.id, named.customer_id, true
    FROM named JOIN channels_purchase bought ON bought.order_key = named.order_key
    WHERE NOT EXISTS (
        SELECT FROM channels_contactpoint other
        WHERE other.kind = 'phone' AND other.value_index = bought.phone_index
          AND other.proof <> '' AND other.customer_id <> ALL(%(ids)s)
    ) AND NOT EXISTS (
        SELECT FROM channels_contactpoint other
        WHERE other.kind = 'email' AND other.value_index = bought.email_index
          AND other.proof <> '' AND other.customer_id <> ALL(%(ids)s)
    )
), whose AS (
    SELECT id, customer_id, bool_and(by_order) AS by_order FROM joined GROUP BY id, customer_id
)
SELECT bought.*, whose.customer_id AS bought_by, whose.by_order, store.name_zh_hant, store.name_zh_hans,
       store.name_en
FROM whose JOIN channels_purchase bought ON bought.id = whose.id
LEFT JOIN organisation_store store ON store.id = bought.store_id
WHERE %(all)s OR bought.store_id IS NULL OR bought.store_id = ANY(%(stores)s)
ORDER BY bought.bought_at DESC, bought.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One purchase of somebody; `by_order` where only the order number on a case of theirs says so."""

    purchase: Purchase
    by_order: bool


def bought_by(user: User, customer_ids: Collection[int]) -> dict[int, list[Bought]]:
    """Give what these customers bought within this person's reach, newest first; in one statement.

    Ask for all rows of a person together: what one of them proved is no stranger's for the others.
    """
    reach = user.reach
    asked = {
        "ids": list(customer_ids), "stores": list(reach.stores), "most": MOST,
        "all": bool(reach.everything or reach.departments),
    }  # fmt: skip
    found: dict[int, list[Bought]] = defaultdict(list)
    for row in Purchase.objects.raw(_OF, asked) if asked["ids"] else ():
        told: Any = row
        if row.store_id is not None:
            row.store = Store(
                pk=row.store_id, name_zh_hant=told.name_zh_hant, name_zh_hans=told.name_zh_hans,
                name_en=told.name_en,
            )  # fmt: skip
        found[told.bought_by].append(Bought(purchase=row, by_order=told.by_order))
    return found


def each_once(bought: Iterable[Bought]) -> list[Bought]:
    """Put together what several rows of one person bought, newest first, each order once."""
    rows: dict[int, Bought] = {}
    for one in bought:
        known = rows.get(one.purchase.pk)
        rows[one.purchase.pk] = known if known is not None and not known.by_order else one
    return sorted(rows.values(), key=lambda one: one.purchase.bought_at, reverse=True)


def buyers_of(user: User, order_number: str) -> CustomerQuerySet:
    """Keep the customers who proved the contact of what was bought under a number, as this person may see."""
    bought = Purchase.objects.visible_to(user).numbered(order_number).order_by()
    known = ContactPoint.objects.exclude(proof="").order_by()
    phones = known.filter(kind=ContactKind.PHONE, value_index__in=bought.values("phone_index"))
    addresses = known.filter(kind=ContactKind.EMAIL, value_index__in=bought.values("email_index"))
    return Customer.objects.filter(
        pk__in=phones.values("customer").union(addresses.values("customer"))
    )


def bought_under(user: User, order_number: str, *, person: int | None) -> list[Purchase]:
    """Give what is known of the order that a case names; nothing is asked where it names none.

    What is another customer's by a proven contact is not shown: anybody can type a number. `person` is the
    head of the case's customer; None where nobody gave a name.
    """
    if not order_number.strip():
        return []
    asked: dict[str, Any] = {"key": order_key_of(order_number)}
    if person is not None:
        asked["person"] = person
    return list(_UNDER.ask(partial(_under, user), user.sight, **asked))


def _under(user: User, key: str, *, person: int | None = None) -> "QuerySet[Purchase]":
    rows = Purchase.objects.visible_to(user).filter(order_key=key).select_related("store")
    others = ContactPoint.objects.exclude(proof="").order_by()
    if person is not None:
        others = others.exclude(customer__in=Customer.objects.same_person([person]))
    theirs = Q(kind=ContactKind.PHONE, value_index=OuterRef("phone_index")) | Q(
        kind=ContactKind.EMAIL, value_index=OuterRef("email_index")
    )
    free = rows.filter(~Exists(others.filter(theirs)))
    return free.order_by("-bought_at", "-pk")[:MOST_OF_NUMBER]
