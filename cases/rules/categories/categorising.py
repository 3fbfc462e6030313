"""Categorising: what the tree of categories says."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from cases.models import Case, CaseList, Category
from feedback_site.organisation.models import Department
from feedback_site.remembering import remember

UNSORTED_DEPARTMENT = "customer_care"


def department_of_unsorted() -> int | None:
    """The id of the department that looks at what the rules did not dare to sort."""
    return remember("unsorted department", _unsorted)


def _unsorted() -> int | None:
    found = Department.objects.filter(code=UNSORTED_DEPARTMENT)
    return found.values_list("pk", flat=True).first()


def category_of(code: str) -> Category | None:
    """The category in use of this code, if there is one."""
    return _tree().active.get(code)


def standing_for(code: str) -> str:
    """The code of what took the place of a retired category; the code itself where nothing did."""
    return _tree().standing.get(code, code)


def successors() -> Mapping[str, str]:
    """By the code of each retired category, that of what took its place; for many at once."""
    return _tree().standing


def severities() -> Mapping[str, str]:
    """By the code of each category, also of a retired one, how bad it usually is on this site."""
    return _tree().severity


def klasses() -> Mapping[str, str]:
    """By the code of each category in use, its class."""
    return {code: category.klass for code, category in _tree().active.items()}


def has_checklists(code: str) -> bool:
    """Whether any checklist is laid on cases of a category by itself."""
    category = _tree().active.get(code)
    return category is not None and bool(getattr(category, "has_checklists", False))


def active_categories() -> list[Category]:
    """The categories in use, by class and position."""
    return list(Category.objects.filter(is_active=True).select_related("department"))


def named(case: Case) -> dict[str, object]:
    """What its category is called now, in each language: names change, histories do not."""
    category = case.category
    if category is None:
        return {}
    return {"category_name": [category.name_zh_hant, category.name_zh_hans, category.name_en]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    active: Mapping[str, Category]
    standing: Mapping[str, str]
    severity: Mapping[str, str]


def _tree() -> _Tree:
    return remember("categories", _read)


def _read() -> _Tree:
    """With a look whether there are checklists, so that sorting where there are none costs nothing."""
    lists = CaseList.objects.in_use().filter(
        Q(category__isnull=False) | Q(klass=OuterRef("klass")), is_automatic=True
    )
    found = Category.objects.select_related("department").annotate(has_checklists=Exists(lists))
    rows = {one.pk: one for one in found}
    return _Tree(
        severity={one.code: one.standing(rows).default_severity for one in rows.values()},
        active={one.code: one for one in rows.values() if one.is_active},
        standing={
            one.code: last.code for one in rows.values() if (last := one.standing(rows)) != one
        },
    )
