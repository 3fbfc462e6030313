"""Routing: which department does a piece of work, and until when by its own limit."""

from datetime import datetime

from cases.errors import NoDepartment
from cases.models import Case, WorkLimit, WorkRoute
from cases.rules.clocks.ruling import rules
from cases.sla.departments import DepartmentLimit, LimitTerms, department_limit, terms_for
from feedback_site.organisation.working_time import CalendarError


def department_for(kind: str, case: Case | None) -> int:
    """Find who does this kind of work: by the table, else whoever answers for the case's category.

    Of the lines that fit, one that names kind and category goes before the kind's, and that before the
    category's. Raises NoDepartment.
    """
    category_id = case.category_id if case else None
    fitting = [
        route
        for route in WorkRoute.objects.filter(is_active=True, kind__in=("", kind))
        if route.category_id in (None, category_id)
    ]
    if fitting:
        best = max(fitting, key=lambda route: (route.kind != "", route.category_id is not None))
        return best.department_id
    if case is not None and case.department_id is not None:
        return case.department_id
    raise NoDepartment


def limit_for(department_id: int, kind: str, *, now: datetime) -> DepartmentLimit | None:
    """Reckon a department's limit for what arrives now; None where none is set, or it cannot be reckoned.

    A calendar without hours must not keep a department from being asked: the order has no due time then.
    """
    terms = terms_for(_terms(), department=department_id, kind=kind)
    if terms is None:
        return None
    try:
        return department_limit(terms, rules().calendars, arrived_at=now)
    except CalendarError:
        return None


def _terms() -> list[LimitTerms]:
    return [
        LimitTerms(
            department=row.department_id, kind=row.kind, seconds=row.minutes * 60,
            calendar=row.calendar.code if row.calendar else "", warn_at=row.warn_at,
        )
        for row in WorkLimit.objects.filter(is_active=True).select_related("calendar")
    ]  # fmt: skip
