"""Work orders as lists: which wait for whom, how many, and those of one case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.measures.counting import counted
from cases.measures.desk_choices import Choice, people_reaching
from cases.models import Case, Consultation, OrderEvent, WorkOrder
from cases.models.work_order import WorkOrderQuerySet
from cases.order_states import OPEN_STATES
from feedback_site.organisation.models import User

ROWS = 50
# Beyond this a number says "and more".
MOST_COUNTED = 99
RECENT = timedelta(days=30)
MOST_OF_A_CASE = 50

Pick = Callable[[WorkOrderQuerySet, User, datetime], WorkOrderQuerySet]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One list of work orders, and what it says when it is empty."""

    title: str | Promise
    icon: str
    nothing: str | Promise
    pick: Pick
    is_urgent: bool = False


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "ours": View(
            title=_("My department"), icon="user-group",
            nothing=_("Your department has nothing to do for others."),
            pick=lambda orders, user, now: orders.open().filter(
                department__in=user.reach.departments
            ),
        ),
        "mine": View(
            title=_("My work orders"), icon="user",
            nothing=_("You have no work order. Accept one from your department's list."),
            pick=lambda orders, user, now: orders.open().filter(owner=user),
        ),
        "asked": View(
            title=_("Asked by us"), icon="paper-airplane",
            nothing=_("You and your department have asked for nothing lately."),
            pick=lambda orders, user, now: orders.filter(
                Q(asked_by=user) | Q(from_department__in=user.reach.departments),
                Q(state__in=OPEN_STATES) | Q(ended_at__gte=now - RECENT),
            ),
        ),
        "overdue": View(
            title=_("Overdue"), icon="fire", is_urgent=True,
            nothing=_("No department is late. Well done."),
            pick=lambda orders, user, now: orders.open().filter(due_at__lt=now),
        ),
        "all": View(
            title=_("Everything open"), icon="queue-list",
            nothing=_("No work order is open."),
            pick=lambda orders, user, now: orders.open(),
        ),
        "ended": View(
            title=_("Lately ended"), icon="check-badge",
            nothing=_("No work order ended in the last 30 days."),
            pick=lambda orders, user, now: orders.filter(ended_at__gte=now - RECENT),
        ),
    }
)  # fmt: skip


def orders_of(
    user: User, view: str, *, now: datetime, kind: str = "", department: int | None = None,
    page: int = 1,
) -> list[WorkOrder]:  # fmt: skip
    """Read one page of a list, and one row more where there is a next; one statement."""
    orders = VIEWS[view].pick(WorkOrder.objects.visible_to(user), user, now)
    if kind:
        orders = orders.filter(kind=kind)
    if department is not None:
        orders = orders.filter(department=department)
    order = "-ended_at" if view == "ended" else F("due_at").asc(nulls_last=True)
    rows = orders.select_related("case", "owner", "department", "from_department", "asked_by")
    start = (page - 1) * ROWS
    return list(rows.order_by(order, "pk")[start : start + ROWS + 1])


def order_counts(user: User, *, now: datetime) -> dict[str, str]:
    """How many orders each list holds, in one statement that stops counting at 99."""
    visible = WorkOrder.objects.visible_to(user)
    picks = {code: view.pick(visible, user, now) for code, view in VIEWS.items()}
    return counted(picks, most=MOST_COUNTED)


def read_order(pk: int, user: User) -> WorkOrder:
    """Read one order with whoever it names. Raises WorkOrder.DoesNotExist for strangers."""
    return (
        WorkOrder.objects.visible_to(user)
        .select_related("case", "owner", "department", "from_department", "asked_by")
        .get(pk=pk)
    )


def happened(order: WorkOrder) -> Sequence[OrderEvent]:
    """What happened to an order, the newest first."""
    rows = order.events.select_related("actor", "department", "person")
    return list(rows.order_by("-seq")[:200])


def may_see_case(order: WorkOrder, user: User) -> bool:
    """Whether the order's case may be opened by this person, so that a link to it leads somewhere."""
    if order.case_id is None:
        return False
    return Case.objects.visible_to(user).filter(pk=order.case_id).exists()


def colleagues_of(order: WorkOrder) -> Sequence[Choice]:
    """Who may be given an order: whoever works on cases and reaches its department, by name."""
    return people_reaching(store=None, department_id=order.department_id)


def orders_on(case: Case) -> Sequence[WorkOrder]:
    """The work orders of a case, the newest first; nothing is asked where it never had one."""
    if not case.orders_made:
        return ()
    rows = case.work_orders.select_related("owner", "department").order_by("-pk")
    return list(rows[:MOST_OF_A_CASE])


def consultations_on(case: Case) -> Sequence[Consultation]:
    """The consultations of a case with their opinions; nothing is asked where it never had one."""
    if not case.consultations_made:
        return ()
    rows = case.consultations.select_related("asked_by", "decided_by")
    return list(rows.prefetch_related("opinions__person")[:MOST_OF_A_CASE])
