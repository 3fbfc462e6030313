"""Recognising: customers who may be one person are proposed, with reasons; nothing is merged here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from channels.kinds import PairState
from channels.likeness import PROBABLE, Likeness, likeness
from channels.measures.alike_people import Pair, People, candidates, people_of, shared_by
from channels.models import CustomerPair, CustomerSigns
from channels.rules.customers.signing import sign_anew
from feedback_site.along_indexes import sort_in
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.sweeping.rules.isolating import stuck, together
from feedback_site.sweeping.sweeps import Sweep

# Submissions that are looked back over for customers not compared yet: a day of the busiest week.
LOOK_BACK = 20_000
# Nobody would look through more matches of one customer.
MOST_MATCHES = 5

# Of so many at once the index is put in order first.
_MANY = 100
COMPARING = Sweep(code="channels.compare", title=_("Compare a customer with all others"), label=str)
_FRESH = """
WITH told AS (
    SELECT customer_id, max(id) AS latest FROM channels_submission
    WHERE id > (SELECT max(id) FROM channels_submission) - %s AND customer_id IS NOT NULL
    GROUP BY customer_id
)
SELECT told.customer_id FROM told
LEFT JOIN channels_customersigns AS signs ON signs.customer_id = told.customer_id
WHERE told.latest > coalesce(signs.compared_up_to, 0) AND told.customer_id <> ALL(%s)
ORDER BY told.latest LIMIT %s
"""


def sweep_people(*, now: datetime, limit: int) -> int:
    """Compare the customers who told us something since they were compared last; give their number."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, [LOOK_BACK, list(stuck(COMPARING)), limit])
        fresh = [row[0] for row in cursor.fetchall()]
    return together(COMPARING, fresh, partial(compare, now=now), now=now)


@transaction.atomic
def compare(customer_ids: Sequence[int], *, now: datetime) -> None:
    """Propose whoever may be the same person as one of these customers.

    As many statements for many as for one. A pair that was declined is left alone, also where one of
    the two was merged since; whom a pair is known of already gets its higher score.
    """
    known = _locked(customer_ids)
    if fresh := sorted(set(customer_ids) - known):
        sign_anew(fresh)
        _locked(fresh)
    if len(customer_ids) >= _MANY:
        sort_in("channels_customer_signs")
    pairs = candidates(customer_ids)
    people = people_of({pk for pair in pairs for pk in pair})
    found = {
        pair: likeness(shared)
        for pair, shared in shared_by(pairs).items()
        if people.head_of[pair[0]] != people.head_of[pair[1]]
    }
    propose(_best(found), people, now=now)
    _compared(customer_ids)


def propose(found: Mapping[Pair, Likeness], people: People, *, now: datetime) -> int:
    """Write down pairs that nobody declined, and give how many are new; within a transaction."""
    declined = _declined(people)
    wanted = {
        pair: like
        for pair, like in found.items()
        if frozenset(people.head_of[pk] for pk in pair) not in declined
    }
    known = {
        (pair.low_id, pair.high_id): pair
        for pair in CustomerPair.objects.filter(
            low__in=[low for low, _high in wanted], high__in=[high for _low, high in wanted]
        )
    }
    better = [
        pair
        for key, pair in known.items()
        if key in wanted and pair.state == PairState.OPEN and pair.score < wanted[key].score
    ]
    for pair in better:
        like = wanted[pair.low_id, pair.high_id]
        pair.score, pair.reasons = like.score, list(like.reasons)
    CustomerPair.objects.bulk_update(better, ["score", "reasons"])
    fresh = {pair: like for pair, like in wanted.items() if pair not in known}
    _write(fresh, now=now)
    return len(fresh)


def _write(fresh: Mapping[Pair, Likeness], *, now: datetime) -> None:
    if not fresh:
        return
    CustomerPair.objects.bulk_create(
        [
            CustomerPair(
                low_id=low, high_id=high, score=like.score, reasons=list(like.reasons), found_at=now
            )
            for (low, high), like in sorted(fresh.items())
        ],
        ignore_conflicts=True,
    )
    entries = [
        Entry(
            verb="customer.match_proposed", subject=f"customer:{low}",
            body={"with": high, "score": like.score, "reasons": list(like.reasons)},
        )
        for (low, high), like in sorted(fresh.items())
    ]  # fmt: skip
    record(entries, now=now)


def _best(found: Mapping[Pair, Likeness]) -> dict[Pair, Likeness]:
    """Of each customer the most likely matches, if they are probable at all."""
    kept: dict[Pair, Likeness] = {}
    number: dict[int, int] = {}
    for pair, like in sorted(found.items(), key=lambda one: (-one[1].score, one[0])):
        if like.score < PROBABLE or any(number.get(pk, 0) >= MOST_MATCHES for pk in pair):
            continue
        kept[pair] = like
        for pk in pair:
            number[pk] = number.get(pk, 0) + 1
    return kept


def _declined(people: People) -> set[frozenset[int]]:
    """Which persons somebody said are two, by any of their rows."""
    rows = list(people.head_of)
    pairs = CustomerPair.objects.filter(state=PairState.DECLINED, low__in=rows, high__in=rows)
    return {
        frozenset({people.head_of[low], people.head_of[high]})
        for low, high in pairs.values_list("low", "high")
    }


def _locked(customer_ids: Iterable[int]) -> set[int]:
    """Lock the signs of customers, so that two workers do not compare the same."""
    rows = CustomerSigns.objects.select_for_update().filter(pk__in=list(customer_ids))
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _compared(customer_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_customersigns SET compared_up_to = told.latest"
            " FROM (SELECT customer_id, max(id) AS latest FROM channels_submission"
            " WHERE customer_id = ANY(%s) GROUP BY customer_id) AS told"
            " WHERE channels_customersigns.customer_id = told.customer_id",
            [list(customer_ids)],
        )
