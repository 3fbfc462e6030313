"""The checklists of a case as its page shows them, and those that may be added to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.measures.desk_choices import Choice
from cases.models import Case, CaseList, LaidList, LaidStep
from feedback_site.kept_queries import Kept

_STEPS = Kept[Any]()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOnCase:
    """One checklist on a case, with its steps in their order."""

    laid: LaidList
    steps: Sequence[LaidStep]

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(step.is_done for step in self.steps)


def checklists_on(case: Case) -> Sequence[ListOnCase]:
    """Read the checklists of a case, the first first, in one statement; a case without any costs none."""
    if not case.steps_all:
        return ()
    steps: dict[int, list[LaidStep]] = {}
    for step in _STEPS.ask(_steps_on, case=case.pk):
        steps.setdefault(step.checklist_id, []).append(step)
    return [ListOnCase(laid=its[0].checklist, steps=its) for its in steps.values()]


def _steps_on(case: int) -> "QuerySet[LaidStep]":
    found = LaidStep.objects.filter(checklist__case=case, checklist__removed_at=None)
    # By the key's own column: ordered “by checklist”, the order of that model would be asked for.
    return found.select_related("checklist", "done_by").order_by("checklist_id", "position", "pk")


def lists_offered(case: Case) -> Sequence[Choice]:
    """The checklists that may be added to a case by hand, those of its category first."""
    found = CaseList.objects.in_use().for_store(case.store_id)
    there = case.checklists.filter(removed_at=None).values("template")
    rows = sorted(found.exclude(pk__in=there), key=lambda one: (not _suits(one, case), one.name))
    return [(str(one.pk), one.name) for one in rows]


def _suits(one: CaseList, case: Case) -> bool:
    by_category = one.category_id is not None and one.category_id == case.category_id
    return by_category or (one.klass != "" and one.klass == case.klass)
