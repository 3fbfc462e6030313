"""Categorising: what the tree of categories says."""

from cases.models import Category
from feedback_site.organisation.models import Department
from feedback_site.remembering import remember

UNSORTED_DEPARTMENT = "customer_care"


def department_of_unsorted() -> int | None:
    """The id of the department that looks at what the rules did not dare to sort."""
    found = Department.objects.filter(code=UNSORTED_DEPARTMENT).values_list("pk", flat=True)
    return remember("unsorted department", found.first)


def category_of(code: str) -> Category | None:
    """The category in use of this code, if there is one."""
    return remember("categories", lambda: {one.code: one for one in active_categories()}).get(code)


def active_categories() -> list[Category]:
    """The categories in use, by class and position."""
    return list(Category.objects.filter(is_active=True).select_related("department"))
