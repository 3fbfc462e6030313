"""Categorising: what the tree says, read at most every few seconds."""

import time

from cases.models import Category
from feedback_site.organisation.models import Department

UNSORTED_DEPARTMENT = "customer_care"
_KEPT_FOR = 10.0
_kept: dict[str, tuple[float, object]] = {}


def department_of_unsorted() -> int | None:
    """The department that looks at what the rules did not dare to sort."""
    known = _kept.get("unsorted")
    if known is None or time.monotonic() - known[0] > _KEPT_FOR:
        pk = (
            Department.objects.filter(code=UNSORTED_DEPARTMENT).values_list("pk", flat=True).first()
        )
        known = _kept["unsorted"] = (time.monotonic(), pk)
    return known[1]  # type: ignore[return-value]


def active_categories() -> list[Category]:
    """The categories in use, by class and position."""
    return list(Category.objects.filter(is_active=True).select_related("department"))


def forget() -> None:
    """Read the tree anew at the next question."""
    _kept.clear()
