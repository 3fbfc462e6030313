"""The library of standard solutions as the desk lists it, and as a case is offered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.kinds import SolutionState
from cases.measures.knowledge.answers import Ranked, rank
from cases.measures.knowledge.solution_figures import Figures, figures_of
from cases.models import Case, SolutionText, SolutionUse, SolutionVersion

ROWS = 50
SUGGESTED = 3
FOUND = 8
# The first have a number to press.
KEYS = 3
# By title among equals; the figures by which the list may be ordered, most first.
SORTS = {"title": (), "used": ("used",), "held": ("share", "held")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryRow:
    """One solution in the list: its newest version, whether another is in force, and its figures."""

    version: SolutionVersion
    text: SolutionText
    figures: Figures
    number_in_force: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One solution offered for a case: in the customer's language, with the steps for colleagues."""

    version: SolutionVersion
    answer: SolutionText
    inside: SolutionText
    is_sure: bool
    is_used: bool
    key: str = ""


def library(
    *, text: str = "", category: int | None = None, state: str = "", sort: str = "title",
    language: str, now: datetime,
) -> list[LibraryRow]:  # fmt: skip
    """List solutions by title, or those most used or most lasting first; five statements."""
    versions = list(_filtered(text.strip(), category, state))
    ids = [version.solution_id for version in versions]
    figures = figures_of(ids, now=now)
    in_force = dict(
        SolutionVersion.objects.in_force()
        .filter(solution__in=ids)
        .values_list("solution", "number")
    )
    rows = [
        LibraryRow(
            version=version, text=version.text_in(language), figures=figures[version.solution_id],
            number_in_force=in_force.get(version.solution_id),
        )
        for version in versions
    ]  # fmt: skip
    return _sorted(rows, sort)


def _filtered(text: str, category: int | None, state: str) -> QuerySet[SolutionVersion]:
    versions = SolutionVersion.objects.newest_each()
    if text:
        said = SolutionText.objects.filter(version=OuterRef("pk"))
        words = Q()
        for word in text.split()[:8]:
            words &= (
                Q(title__icontains=word) | Q(problem__icontains=word) | Q(answer__icontains=word)
                | Q(steps__icontains=word)
            )  # fmt: skip
        versions = versions.filter(
            Exists(said.filter(words)) | Q(solution__code__icontains=text[:60])
        )
    if category is not None:
        versions = versions.filter(category=category)
    if state == SolutionState.APPROVED:
        # Also where a newer version is being written.
        in_force = SolutionVersion.objects.in_force().filter(solution=OuterRef("solution"))
        versions = versions.filter(Exists(in_force))
    elif state in SolutionState.values:
        versions = versions.filter(state=state)
    return versions.select_related("solution", "category", "written_by").prefetch_related("texts")


def _sorted(rows: list[LibraryRow], sort: str) -> list[LibraryRow]:
    rows.sort(key=lambda row: row.text.title)
    for name in reversed(SORTS.get(sort, ())):
        rows.sort(key=lambda row: getattr(row.figures, name) or 0, reverse=True)
    return rows


def suggested_for(case: Case, said: str, *, language: str) -> Sequence[Suggestion]:
    """Offer the nearest for what the customer said first; `language` is the colleague's."""
    category = case.category.code if case.category_id and case.category else None
    found = rank(f"{case.title}\n{said}", public_only=False, category=category)[:SUGGESTED]
    return _offered(case, found, language)


def found_for(case: Case, text: str, *, language: str) -> Sequence[Suggestion]:
    """Search the whole library for a case."""
    return _offered(case, rank(text, public_only=False)[:FOUND], language)


def _offered(case: Case, found: Sequence[Ranked], language: str) -> Sequence[Suggestion]:
    ids = [one.kept.version_id for one in found]
    versions = (
        SolutionVersion.objects.select_related("solution", "category")
        .prefetch_related("texts")
        .in_bulk(ids)
    )
    used = set(SolutionUse.objects.filter(case=case).values_list("version__solution", flat=True))
    return [
        Suggestion(
            version=version, answer=version.text_in(case.language),
            inside=version.text_in(language), is_sure=one.sure,
            is_used=version.solution_id in used, key=str(place) if place <= KEYS else "",
        )
        for place, one in enumerate(found, start=1)
        if (version := versions.get(one.kept.version_id)) is not None
    ]  # fmt: skip
