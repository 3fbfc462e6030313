"""Carrying: the open cases of a category that was moved or retired follow it, each with an event."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind, OpenCases
from cases.models import Case, Category, TreeEdition
from cases.models.case import CaseQuerySet, reference_of
from cases.rules.categories.categorising import named
from cases.rules.changes.changing import changing
from cases.rules.knowledge import checklisting
from cases.rules.lifecycle.moving import attributes
from cases.rules.locking import lock_case
from cases.rules.triage.triaging import put_category
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

CARRYING = Sweep(
    code="cases.carry_category", title=_("Let an open case follow its category"), label=reference_of
)
# As many as one may wait for at a page.
BATCH = 100


def sweep_carrying(*, now: datetime, limit: int = BATCH) -> int:
    """Let open cases follow, up to `limit` of each category, and give their number.

    An edition is done with once a pass finds nothing left, nor anything stuck, and nobody sorts by the
    tree before it any more.
    """
    ids: list[int] = []
    for edition in TreeEdition.objects.filter(is_carrying=True).select_related("category"):
        left = left_behind(edition.category).exclude(pk__in=stuck(CARRYING)).order_by("pk")
        ids += left.values_list("pk", flat=True)[:limit]
        if now >= edition.made_at + _all_know() and not left_behind(edition.category).exists():
            TreeEdition.objects.filter(pk=edition.pk).update(is_carrying=False)
    return one_by_one(CARRYING, ids, partial(carry_case, now=now), now=now)


def _all_know() -> timedelta:
    """Other processes remember the tree for so long, and what they sort by it takes a moment to be seen."""
    return timedelta(seconds=2 * settings.LOOK_UP_SECONDS)


def left_behind(category: Category | None) -> CaseQuerySet:
    """Keep the open cases of a category that are not yet where it says."""
    if category is None:
        return Case.objects.none()
    open_cases = Case.objects.unfinished().filter(category=category)
    if not category.is_active:
        return open_cases
    return open_cases.exclude(Q(klass=category.klass) & Q(department=category.department_id))


@transaction.atomic
def carry_case(case_id: int, *, now: datetime) -> bool:
    """Let one case follow; False where it is finished, was sorted anew, or is there already."""
    category = lock_case(case_id).category
    target = _standing(category)
    if target is None or not left_behind(category).filter(pk=case_id).exists():
        return False
    edition = (
        TreeEdition.objects.filter(category=category, open_cases=OpenCases.FOLLOW)
        .select_related("made_by")
        .first()
    )
    if edition is None:
        return False
    with changing(case_id, actor=edition.made_by, now=now) as change:
        case = change.case
        before = attributes(case)
        put_category(case, target)
        facts = {
            **attributes(case), **named(case), "reason": edition.reason, "before": before,
            "edition": edition.number,
        }  # fmt: skip
        change.happened(EventKind.RETARGETED, facts=facts)
        checklisting.follow_category(change, before=category.pk if category is not None else None)
    return True


def _standing(category: Category | None) -> Category | None:
    """What stands in the category's place now; None where it was retired for nothing."""
    while category is not None and not category.is_active:
        category = category.successor
    return category
