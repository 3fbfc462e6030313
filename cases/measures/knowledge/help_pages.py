"""The help centre: what customers may read, by category and by what they ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cases.kinds import Klass
from cases.measures.knowledge.answers import Answer, find_answers
from cases.models import Category, SolutionText, SolutionVersion
from cases.models.solution_version import SolutionVersionQuerySet

FOUND = 8
BESIDE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page in a list: the end of its address and its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The pages of one category."""

    category: Category
    pages: Sequence[Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The categories of one class."""

    klass: Klass
    shelves: Sequence[Shelf]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page: the version in force, what it says in the reader's language, and its neighbours."""

    version: SolutionVersion
    text: SolutionText
    beside: Sequence[Listed]


def rooms(language: str) -> Sequence[Room]:
    """Give every page in its category, in the order of the tree; two statements."""
    versions = _readable().order_by("category__klass", "category__position", "category__code")
    shelves = [
        Shelf(category=found[0].category, pages=_listed(found, language))
        for _category, group in groupby(versions, key=lambda version: version.category_id)
        if (found := list(group))
    ]
    return [
        Room(klass=klass, shelves=its)
        for klass in Klass
        if (its := [shelf for shelf in shelves if shelf.category.klass == klass])
    ]


def found_pages(text: str, language: str) -> Sequence[Answer]:
    """Search for what a customer asks."""
    return find_answers(text, language=language, limit=FOUND)


def article(code: str, language: str) -> Article | None:
    """Give one page and others of its category; None where customers may not read it. Four statements."""
    version = _readable().filter(solution__code=code).first()
    if version is None:
        return None
    others = _readable().filter(category=version.category_id).exclude(pk=version.pk)[:BESIDE]
    return Article(
        version=version, text=version.text_in(language), beside=_listed(others, language)
    )


def _readable() -> SolutionVersionQuerySet:
    rows = SolutionVersion.objects.for_customers().select_related("solution", "category")
    return rows.prefetch_related("texts")


def _listed(versions: Iterable[SolutionVersion], language: str) -> list[Listed]:
    pages = [
        Listed(code=version.solution.code, title=version.text_in(language).title)
        for version in versions
    ]
    return sorted(pages, key=lambda page: page.title)
