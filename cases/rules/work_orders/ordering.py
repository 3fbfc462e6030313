"""Ordering: one department asks another for work, on a case or in a matter of its own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts, WrongFact
from cases.kinds import EventKind
from cases.models import Case, WorkOrder
from cases.order_states import OrderEventKind, WorkKind
from cases.rules.changes.changing import Change, changing
from cases.rules.work_orders.changing import OrderChange, changing_order, write
from cases.rules.work_orders.routing import department_for
from cases.rules.work_orders.telling import News, tell_department
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Department, User
from feedback_site.organisation.roles import Ability


def order_work(
    *, kind: str, title: str, asked: str, actor: User, now: datetime, case_id: int | None = None,
    department_id: int | None = None, version: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Ask a department for work; without one the routing table says which. Its head is told.

    Raises NotAllowed, MissingFacts, WrongFact, NoDepartment, StaleCase, and AlreadyDone on a finished case.
    """
    _check(kind, title, asked, department_id, actor)
    if case_id is None:
        with transaction.atomic():
            return _make(kind, title, asked, department_id, actor=actor, now=now, case=None)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        if change.case.is_finished:
            raise AlreadyDone
        order = _make(kind, title, asked, department_id, actor=actor, now=now, case=change)
        change.case.orders_made += 1
        change.case.orders_open += 1
        facts = {"order": order.pk, "code": order.code, "kind": kind, "title": order.title}
        change.happened(EventKind.ORDER_MADE, facts=facts)
    return order


def note(order_id: int, *, text: str, actor: User, now: datetime) -> WorkOrder:
    """Write down how it goes; whoever may see the order may, and no version is asked for."""
    if not actor.can(Ability.SEE_CASES):
        raise NotAllowed
    if not text.strip():
        raise MissingFacts(names=_("progress"))
    with changing_order(order_id, actor=actor, now=now) as change:
        change.happened(OrderEventKind.NOTED, text=text.strip())
    return change.order


def _check(kind: str, title: str, asked: str, department_id: int | None, actor: User) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    missing = [
        str(label)
        for label, text in ((_("title"), title), (_("what is asked"), asked))
        if not text.strip()
    ]
    if missing:
        raise MissingFacts(names="、".join(missing))
    if kind not in WorkKind.values:
        raise WrongFact(name=_("kind of work"), value=kind)
    if department_id is not None and not Department.objects.filter(pk=department_id).exists():
        raise WrongFact(name=_("department"), value=department_id)


def _make(
    kind: str, title: str, asked: str, department_id: int | None, *, actor: User, now: datetime,
    case: Change | None,
) -> WorkOrder:  # fmt: skip
    row = case.case if case else None
    goes_to = department_id or department_for(kind, row)
    order = WorkOrder.objects.create(
        case=row, kind=kind, title=title.strip(), asked=asked.strip(), department_id=goes_to,
        from_department_id=_side_of(actor, row, goes_to), asked_by=actor, asked_at=now,
    )  # fmt: skip
    change = OrderChange(order=order, actor=actor, now=now, case=case)
    change.arrive(goes_to)
    change.happened(OrderEventKind.MADE, text=order.asked, department_id=goes_to)
    order.save()
    write(change)
    tell_department(change, News.GIVEN)
    return order


def _side_of(actor: User, case: Case | None, goes_to: int) -> int | None:
    """The department that asks: the asker's own, else the case's, which asks nothing of itself."""
    if own := sorted(actor.reach.departments):
        return own[0]
    return case.department_id if case and case.department_id != goes_to else None
