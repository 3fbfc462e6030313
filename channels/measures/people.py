"""Possible matches side by side, in a fixed number of statements; everything masked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q

from channels.kinds import PairState
from channels.likeness import ALMOST_CERTAIN
from channels.models import ContactPoint, Customer, CustomerPair, Submission
from channels.models.contact_point import each_once
from channels.models.customer_pair import CustomerPairQuerySet
from feedback_site.organisation.models import User

MOST_PAIRS = 20
MOST_TOLD = 3
# Enough to show the latest of everybody on a page.
_LONGEST_PAST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One person of a pair, as far as they may be shown; `told` are their latest submissions in reach."""

    head: Customer
    names: tuple[str, ...]
    contacts: tuple[ContactPoint, ...]
    number: int
    last_at: datetime | None
    told: tuple[Submission, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A pair with its two sides; `first` has been known longer, and is kept unless somebody says no."""

    pair: CustomerPair
    first: Side
    second: Side
    is_almost_certain: bool


def to_decide(user: User) -> CustomerPairQuerySet:
    """Give the pairs that wait for somebody of this reach, the most likely first."""
    return CustomerPair.objects.visible_to(user).to_decide().order_by("-score", "-pk")


def merged_lately(user: User) -> list[CustomerPair]:
    """Give the latest merges in reach that are in force."""
    pairs = CustomerPair.objects.visible_to(user).filter(state=PairState.MERGED)
    rows = pairs.select_related("joined", "joined__merged_into", "decided_by")
    return list(rows.order_by("-decided_at", "-pk")[:MOST_PAIRS])


def matches_of(user: User, customer_ids: Collection[int]) -> list[CustomerPair]:
    """Give the pairs to decide of which one is among these."""
    pairs = to_decide(user).filter(Q(low__in=customer_ids) | Q(high__in=customer_ids))
    return list(pairs.select_related("low", "high")[:MOST_PAIRS])


def compared(user: User, pairs: Sequence[CustomerPair]) -> list[Compared]:
    """Put the two persons of each pair side by side; pairs of the same two persons once."""
    heads = {pk for pair in pairs for pk in heads_of(pair)}
    sides = _sides(user, heads)
    seen: set[frozenset[int]] = set()
    found = []
    for pair in pairs:
        both = frozenset(heads_of(pair))
        if both in seen:
            continue
        seen.add(both)
        one, other = (sides[pk] for pk in heads_of(pair))
        if other.head.first_seen_at < one.head.first_seen_at:
            one, other = other, one
        found.append(
            Compared(
                pair=pair, first=one, second=other, is_almost_certain=pair.score >= ALMOST_CERTAIN
            )
        )
    return found


def heads_of(pair: CustomerPair) -> tuple[int, int]:
    """Give under which rows the two of a pair are shown by now."""
    return pair.low.head_id, pair.high.head_id


def _sides(user: User, heads: Collection[int]) -> dict[int, Side]:
    contacts = Prefetch("contact_points", ContactPoint.objects.order_by("kind", "pk"))
    rows = list(Customer.objects.same_person(heads).prefetch_related(contacts).order_by("pk"))
    told = Submission.objects.filter(customer__in=rows).order_by().values_list("customer")
    counted = told.annotate(number=Count("pk"), last=Max("received_at"))
    totals = {pk: (number, last) for pk, number, last in counted}
    seen = Submission.objects.visible_to(user).filter(customer__in=rows)
    latest = list(seen.select_related("conversation", "store").order_by("-pk")[:_LONGEST_PAST])
    return {
        row.pk: _side(row, [one for one in rows if one.head_id == row.pk], totals, latest)
        for row in rows
        if row.person_id is None
    }


def _side(
    head: Customer,
    rows: Sequence[Customer],
    totals: Mapping[int, tuple[int, datetime]],
    latest: Sequence[Submission],
) -> Side:
    ids = {row.pk for row in rows}
    own = [totals[pk] for pk in ids if pk in totals]
    names = dict.fromkeys(row.name_masked for row in (head, *rows) if row.name_masked)
    return Side(
        head=head,
        names=tuple(names),
        contacts=tuple(each_once(point for row in rows for point in row.contact_points.all())),
        number=sum(number for number, _last in own),
        last_at=max((last for _number, last in own), default=None),
        told=tuple(one for one in latest if one.customer_id in ids)[:MOST_TOLD],
    )
