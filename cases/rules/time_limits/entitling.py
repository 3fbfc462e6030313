"""Entitling: which tier and which response scheme a case runs under, and following a change of tier."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import connection
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind
from cases.models import Case, SchemeUse
from cases.models.case import CaseQuerySet, reference_of
from cases.rules.changes.changing import changing
from channels.models import Customer
from feedback_site.remembering import remember
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

FOLLOWING = Sweep(
    code="cases.tier", title=_("Follow a customer's service tier"), label=reference_of
)


# By hand, for each new case asks it: `same_person` and `tiered` of the customers, best tier first.
_TIERS = """
SELECT coalesce(one.person_id, one.id), tier.code FROM channels_customer AS one
JOIN channels_servicetier AS tier ON tier.id = one.tier_id
WHERE one.id = ANY(%(heads)s) OR one.person_id = ANY(%(heads)s)
ORDER BY tier.rank, tier.code
"""


def tier_of(customer: Customer | None) -> str:
    """The code of the best tier of the person whom a customer is, by any of their rows; empty for none."""
    return tiers_of([customer])(customer)


def tiers_of(customers: Sequence[Customer | None]) -> Callable[[Customer | None], str]:
    """Look up the same for all of these, in one statement, and give what tells it of each."""
    heads = {one.head_id for one in customers if one is not None}
    best: dict[int, str] = {}
    if heads:
        with connection.cursor() as cursor:
            cursor.execute(_TIERS, {"heads": list(heads)})
            for head, code in cursor.fetchall():
                best.setdefault(head, code)
    return lambda customer: "" if customer is None else best.get(customer.head_id, "")


def scheme_for(*, store_id: int | None, partner_id: int | None) -> str:
    """The code of the scheme that applies: a partner's contract goes before its store's choice."""
    chosen = remember("schemes", _chosen)
    return chosen.get(("partner", partner_id), "") or chosen.get(("store", store_id), "")


def follow_tier(customer_id: int, *, now: datetime) -> int:
    """Let the open cases of a customer follow their tier, and count those that changed."""
    same = Customer.objects.same_as(customer_id).values_list("pk", flat=True)
    case_ids = _behind().filter(customer__in=list(same)).values_list("pk", flat=True)
    return sum(_follow(case_id, now=now) for case_id in list(case_ids))


def sweep_tiers(*, now: datetime, limit: int = 200) -> int:
    """Make up for lost bells, and for customers found to be one person: open cases on another tier."""
    done = 0
    while True:
        behind = _behind().exclude(pk__in=stuck(FOLLOWING)).values_list("pk", flat=True)[:limit]
        batch = one_by_one(FOLLOWING, list(behind), partial(_follow, now=now), now=now)
        done += batch
        if batch < limit:
            return done


def _behind() -> CaseQuerySet:
    person = Q(pk=OuterRef("head")) | Q(person=OuterRef("head"))
    tiers = Customer.objects.filter(person).tiered().values("tier__code")
    owed = Coalesce(Subquery(tiers[:1]), Value(""))
    known = Case.objects.unfinished().filter(customer__isnull=False)
    return known.alias(head=Coalesce("customer__person", "customer")).filter(~Q(tier=owed))


def _follow(case_id: int, *, now: datetime) -> bool:
    """Another tier is another target: as with a priority, pauses and breaches stay what they were."""
    with changing(case_id, actor=None, now=now) as change:
        case = change.case
        before, case.tier = case.tier, tier_of(case.customer)
        facts = {"tier": case.tier, "changed_from": before, "reason": ""}
        change.happened(EventKind.RETARGETED, facts=facts)
    return True


def _chosen() -> dict[tuple[str, int | None], str]:
    rows = SchemeUse.objects.filter(scheme__is_active=True)
    found: dict[tuple[str, int | None], str] = {}
    for code, store, partner in rows.values_list("scheme__code", "store", "partner"):
        found["partner" if partner else "store", partner or store] = code
    return found
