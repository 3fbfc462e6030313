"""Which customers share something with a few others, and what: a fixed number of statements for any few."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from channels.likeness import Shared
from channels.signs import SignKind, kind_of, looked_up_by
from feedback_site.along_indexes import along_indexes

Pair = tuple[int, int]
# Whatever more people than these share is a shop's number, or a name like Wang Xiaoming: no sign of anybody.
MOST_SHARING = 50
_CONTACTS = frozenset({SignKind.PHONE, SignKind.MAILBOX, SignKind.HANDLE})

_BY_SIGN = """
SELECT mine.customer_id, sign, theirs.customer_id
FROM unnest(%(ids)s::bigint[], %(signs)s::bigint[]) AS mine (customer_id, sign)
CROSS JOIN LATERAL (
    SELECT customer_id FROM channels_customersigns WHERE signs @> ARRAY[mine.sign] LIMIT %(most)s
) AS theirs
"""
_BY_ORDER = """
SELECT mine.customer_id, mine.order_number, theirs.customer_id
FROM (
    SELECT DISTINCT customer_id, order_number FROM channels_submission
    WHERE customer_id = ANY(%(ids)s) AND order_number <> ''
) AS mine
CROSS JOIN LATERAL (
    SELECT DISTINCT customer_id FROM channels_submission
    WHERE order_number = mine.order_number AND customer_id IS NOT NULL
    LIMIT %(most)s
) AS theirs
"""
_TOLD = """
SELECT pair.a, pair.b,
       EXISTS (
           SELECT FROM channels_submission AS one JOIN channels_submission AS other
               ON other.order_number = one.order_number
           WHERE one.customer_id = pair.a AND other.customer_id = pair.b AND one.order_number <> ''
       ),
       EXISTS (
           SELECT FROM channels_submission AS one JOIN channels_submission AS other
               ON other.store_id = one.store_id
           WHERE one.customer_id = pair.a AND other.customer_id = pair.b
                 AND abs(extract(epoch FROM one.captured_at - other.captured_at)) <= 14 * 86400
       ),
       a.name_index IS NOT NULL AND b.name_index IS NOT NULL,
       coalesce(a.name_index = b.name_index, false)
FROM unnest(%(low)s::bigint[], %(high)s::bigint[]) AS pair (a, b)
JOIN channels_customer AS a ON a.id = pair.a
JOIN channels_customer AS b ON b.id = pair.b
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The rows of some persons: under which head each stands, and who stands under each head."""

    head_of: dict[int, int]
    rows_of: dict[int, list[int]]


def candidates(ids: Sequence[int]) -> set[Pair]:
    """Give whoever shares a sign or an order number with one of these customers, each pair in order."""
    listed = [
        (customer_id, sign)
        for customer_id, signs in signs_by_customer(ids).items()
        for sign in looked_up_by(signs)
    ]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "ids": [customer_id for customer_id, _sign in listed],
            "signs": [sign for _customer_id, sign in listed],
            "most": MOST_SHARING + 1,
        }
        with along_indexes(cursor):
            cursor.execute(_BY_SIGN, asked)
            rows = cursor.fetchall()
        cursor.execute(_BY_ORDER, {"ids": list(ids), "most": MOST_SHARING + 1})
        rows += cursor.fetchall()
    return _few_sharing(rows)


def _few_sharing(rows: Iterable[tuple[int, int | str, int]]) -> set[Pair]:
    """Pair those who share one thing, where they are few."""
    sharing: defaultdict[tuple[int, int | str], list[int]] = defaultdict(list)
    for mine, what, theirs in rows:
        sharing[mine, what].append(theirs)
    return {
        (min(mine, other), max(mine, other))
        for (mine, _what), others in sharing.items()
        for other in others
        if len(others) <= MOST_SHARING and other != mine
    }


def shared_by(pairs: Collection[Pair]) -> dict[Pair, Shared]:
    """Say what the customers of each pair have in common."""
    listed = sorted(pairs)
    signs = signs_by_customer({pk for pair in listed for pk in pair})
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"low": [a for a, _b in listed], "high": [b for _a, b in listed]})
        rows = cursor.fetchall()
    return {
        (a, b): Shared(
            kinds=_kinds(signs[a] & signs[b]),
            same_order=same_order,
            # Who writes in public under a first name is many people.
            same_store_soon=same_store_soon and bool(_CONTACTS & _kinds(signs[a] | signs[b])),
            both_named=both_named,
            same_spelling=same_spelling,
        )
        for a, b, same_order, same_store_soon, both_named, same_spelling in rows
    }


def signs_by_customer(ids: Iterable[int]) -> defaultdict[int, set[int]]:
    """Read the signs of some customers."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, signs FROM channels_customersigns WHERE customer_id = ANY(%s)",
            [list(ids)],
        )
        for customer_id, signs in cursor.fetchall():
            found[customer_id] = set(signs)
    return found


def people_of(ids: Collection[int]) -> People:
    """Read with these customers everybody who is the same person as one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH heads AS (SELECT coalesce(person_id, id) AS id FROM channels_customer"
            " WHERE id = ANY(%(ids)s))"
            " SELECT one.id, coalesce(one.person_id, one.id) FROM channels_customer AS one"
            " WHERE one.id IN (SELECT id FROM heads) OR one.person_id IN (SELECT id FROM heads)",
            {"ids": list(ids)},
        )
        head_of = dict(cursor.fetchall())
    rows_of: dict[int, list[int]] = {}
    for row, head in head_of.items():
        rows_of.setdefault(head, []).append(row)
    return People(head_of=head_of, rows_of=rows_of)


def _kinds(signs: set[int]) -> frozenset[SignKind]:
    return frozenset(map(kind_of, signs))
