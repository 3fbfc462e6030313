"""Recurring problems as the desk lists and shows them, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.incident_kinds import ProblemState
from cases.measures.problems.problem_words import reasons_of, title_of
from cases.models import Case, Incident, Problem
from feedback_site.organisation.models import User

ROWS = 50
MOST_CASES = 100
_NAMED = ("store", "category", "decided_by", "closed_by", "earlier", "merged_into")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One line of the list; a proposal counts the cases that it would link."""

    problem: Problem
    title: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFile:
    """What a page shows of a problem; `hidden` cases are out of the reader's reach."""

    problem: Problem
    title: str
    reasons: Sequence[str]
    weeks: Sequence[int]
    cases: Sequence[Case]
    hidden: int
    incidents: Sequence[Incident]
    others: Sequence[tuple[int, str]]


def problem_rows(
    user: User, *, state: str, store: str = "", category: str = "", before: int | None = None
) -> list[ProblemRow]:
    """List problems of one state, newest first, one more than ROWS where there are more."""
    rows = Problem.objects.visible_to(user)
    if state in ProblemState.values:
        rows = rows.filter(state=state)
    if store.isdecimal() and len(store) < 10:
        rows = rows.filter(store=int(store))
    if category.isdecimal() and len(category) < 10:
        rows = rows.filter(category=int(category))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    linked = Case.objects.filter(problem=OuterRef("pk")).order_by().values("problem")
    number = Subquery(linked.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    found = rows.select_related("store", "category").annotate(linked=Coalesce(number, 0))
    return [
        ProblemRow(
            problem=one, title=title_of(one),
            cases=len(one.proposed) if one.state == ProblemState.PROPOSED else getattr(one, "linked", 0),
        )
        for one in found.order_by("-pk")[: ROWS + 1]
    ]  # fmt: skip


def problem_file(problem_id: int, user: User) -> ProblemFile:
    """Read a problem with its cases. Raises Problem.DoesNotExist for strangers."""
    problem = Problem.objects.visible_to(user).select_related(*_NAMED).get(pk=problem_id)
    is_proposal = problem.state in (ProblemState.PROPOSED, ProblemState.DECLINED)
    every = (
        Case.objects.filter(pk__in=problem.proposed)
        if is_proposal
        else Case.objects.filter(problem=problem)
    )
    cases = (
        every.visible_to(user)
        .select_related("store", "owner")
        .only(
            "reference", "title", "state", "opened_at", "store", "owner__display_name",
            "owner__username", "machine", "paper_lot", "ink_lot",
        )
        .order_by("-opened_at")[: MOST_CASES + 1]
    )  # fmt: skip
    shown = list(cases)[:MOST_CASES]
    return ProblemFile(
        problem=problem,
        title=title_of(problem),
        reasons=reasons_of(problem),
        weeks=[*reversed(problem.figures.get("before", [])), problem.figures.get("now", 0)]
        if problem.figures
        else [],
        cases=shown,
        hidden=every.count() - len(shown),
        incidents=list(Incident.objects.visible_to(user).filter(problem=problem)),
        others=_others(problem, user),
    )


def _others(problem: Problem, user: User) -> list[tuple[int, str]]:
    """What it may be merged into: open or closed, the latest."""
    rows = (
        Problem.objects.visible_to(user)
        .filter(state__in=(ProblemState.OPEN, ProblemState.CLOSED))
        .exclude(pk=problem.pk)
        .select_related("store", "category")
        .order_by("-pk")[:ROWS]
    )
    return [(one.pk, f"{one.code} {title_of(one)}") for one in rows]
