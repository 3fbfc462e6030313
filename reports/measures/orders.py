"""Work between departments: how many orders each had, how many in time, how long it took, and to and fro."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, F, FloatField, Q
from django.db.models.functions import Cast, Extract

from cases.models import OrderStay, WorkOrder
from feedback_site.organisation.models import Department, User
from surveys.scoring import Share, wilson


class Median(Aggregate):
    """PostgreSQL's continuous median of numbers."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFigures:
    """One department's orders in a span.

    `answered` are those done, and those passed on or refused after the limit was missed; `in_time` those of
    them that were done in it. Passing on in time is no answer and no miss; without a limit there is neither.
    """

    department: Department
    answered: int
    in_time: int
    done: int
    # From arrival to done, on the clock of the wall.
    median: timedelta | None
    passed_on: int
    came_back: int
    open: int
    overdue: int

    @property
    def share(self) -> Share | None:
        """Done in time, with its Wilson interval; None where nothing with a limit was answered."""
        return wilson(self.in_time, self.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How often orders went from one department to another."""

    came_from: Department
    went_to: Department
    times: int


def figures_by_department(
    user: User, *, since: datetime, until: datetime
) -> Sequence[DepartmentFigures]:
    """Count the stays that this person may see: ended in the span, and open now; two statements."""
    took = Cast(Extract(F("left_at") - F("arrived_at"), "epoch"), FloatField())
    ended = Q(left_at__gte=since, left_at__lt=until)
    is_done, has_limit = Q(left_by="done"), Q(due_at__isnull=False)
    was_late = Q(breached_at__isnull=False)
    rows = (
        OrderStay.objects.filter(order__in=WorkOrder.objects.visible_to(user).values("pk"))
        .filter(ended | Q(left_at=None))
        .order_by()
        .values("department")
        .annotate(
            answered=Count(
                "pk", filter=ended & has_limit & (is_done | was_late & ~Q(left_by="withdrawn"))
            ),
            in_time=Count("pk", filter=ended & has_limit & is_done & ~was_late),
            done=Count("pk", filter=ended & is_done),
            median=Median(took, filter=ended & is_done),
            passed_on=Count("pk", filter=ended & Q(left_by__in=("sent_on", "refused"))),
            came_back=Count("pk", filter=Q(is_return=True)),
            open=Count("pk", filter=Q(left_at=None)),
            overdue=Count("pk", filter=Q(left_at=None, due_at__lt=until)),
        )
    )
    found = list(rows)
    departments = Department.objects.in_bulk([row["department"] for row in found])
    figures = [
        DepartmentFigures(
            department=departments[row["department"]], answered=row["answered"],
            in_time=row["in_time"], done=row["done"], passed_on=row["passed_on"],
            came_back=row["came_back"], open=row["open"], overdue=row["overdue"],
            median=None if row["median"] is None else timedelta(seconds=row["median"]),
        )
        for row in found
    ]  # fmt: skip
    return sorted(figures, key=lambda one: (-one.overdue, -one.done, one.department.code))


def passings(user: User, *, since: datetime, until: datetime, most: int = 10) -> Sequence[Passing]:
    """The pairs of departments between which most orders were passed on, the most first; two statements."""
    rows = (
        OrderStay.objects.filter(
            order__in=WorkOrder.objects.visible_to(user).values("pk"), left_by="sent_on",
            left_at__gte=since, left_at__lt=until, order__stays__number=F("number") + 1,
        )
        .order_by()
        .values("department", went_to=F("order__stays__department"))
        .annotate(times=Count("pk"))
        .order_by("-times", "department")[:most]
    )  # fmt: skip
    found = list(rows)
    ids = {pk for row in found for pk in (row["department"], row["went_to"])}
    departments = Department.objects.in_bulk(ids)
    return [
        Passing(
            came_from=departments[row["department"]], went_to=departments[row["went_to"]],
            times=row["times"],
        )
        for row in found
    ]  # fmt: skip


def hops_median(user: User, *, since: datetime, until: datetime) -> float | None:
    """The median of how often an order that ended in the span was given to a further department."""
    rows = WorkOrder.objects.visible_to(user).filter(ended_at__gte=since, ended_at__lt=until)
    return rows.aggregate(median=Median(Cast("hops", FloatField())))["median"]  # type: ignore[no-any-return]
