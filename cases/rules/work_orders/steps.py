"""Steps of a work order: accepted, begun, done, refused, sent on, asked again, withdrawn."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.errors import IllegalMove, MissingFacts, WrongFact
from cases.models import WorkOrder
from cases.order_states import ORDER_STEPS, OrderEventKind, OrderState, OrderStep
from cases.rules.work_orders.changing import OrderChange, changing_order
from cases.rules.work_orders.telling import News, heads_of, tell, tell_asker, tell_department
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import Department, User
from feedback_site.organisation.roles import Ability

LABELS = {
    "owner": _("Owner"), "department": _("Department"), "reason": _("Reason"),
    "result": _("What was done"),
}  # fmt: skip
# What is not worth a line in the history of the case: there it would outdate whatever colleagues type.
QUIET = frozenset({"accept", "start", "assign"})


def available(order: WorkOrder, user: User) -> tuple[OrderStep, ...]:
    """The steps that this person may take now, in the table's order."""
    return tuple(
        step
        for step in ORDER_STEPS.values()
        if order.state in step.came_from and _is_entitled(order, step, user)
    )


def take_step(
    order_id: int, verb: str, *, facts: Mapping[str, object], actor: User, now: datetime,
    version: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Take one step of the table with its facts.

    Raises IllegalMove, NotAllowed, MissingFacts, WrongFact, StaleOrder; nothing is changed then.
    """
    step = ORDER_STEPS[verb]
    with _taking(order_id, step, facts, actor=actor, now=now, version=version) as change:
        _VERBS[verb](change, facts)
    return change.order


@contextmanager
def _taking(
    order_id: int, step: OrderStep, facts: Mapping[str, object], *, actor: User, now: datetime,
    version: int | None,
) -> Iterator[OrderChange]:  # fmt: skip
    with changing_order(
        order_id, actor=actor, now=now, version=version, tells_case=step.verb not in QUIET
    ) as change:
        if change.order.state not in step.came_from:
            raise IllegalMove(came_from=change.order.get_state_display(), to=step.label)
        if not _is_entitled(change.order, step, actor):
            raise NotAllowed
        missing = [
            str(LABELS[code]) for code in step.facts if not str(facts.get(code) or "").strip()
        ]
        if missing:
            raise MissingFacts(names="、".join(missing))
        yield change


def _is_entitled(order: WorkOrder, step: OrderStep, user: User) -> bool:
    if not user.can(Ability.WORK_CASES):
        return False
    if step.verb == "assign" and order.owner_id != user.pk and not user.can(Ability.ASSIGN_CASES):
        return False
    reach = user.reach
    if reach.everything:
        return True
    if step.side == "department":
        return order.owner_id == user.pk or order.department_id in reach.departments
    owns_case = order.case is not None and order.case.owner_id == user.pk
    return (
        order.asked_by_id == user.pk or owns_case or order.from_department_id in reach.departments
    )


def _accept(change: OrderChange, facts: Mapping[str, object]) -> None:
    change.order.owner = change.actor
    change.put(OrderState.ACCEPTED)
    change.happened(OrderEventKind.ACCEPTED)


def _start(change: OrderChange, facts: Mapping[str, object]) -> None:
    change.put(OrderState.IN_PROGRESS)
    change.happened(OrderEventKind.STARTED)


def _assign(change: OrderChange, facts: Mapping[str, object]) -> None:
    order, person = change.order, _person(facts["owner"], change.order)
    order.owner = person
    if order.state == OrderState.OPEN:
        change.put(OrderState.ACCEPTED)
    change.happened(OrderEventKind.ASSIGNED, person_id=person.pk)
    tell_department(change, News.GIVEN)


def _finish(change: OrderChange, facts: Mapping[str, object]) -> None:
    change.order.result = str(facts["result"]).strip()
    change.order.owner = change.order.owner or change.actor
    change.leave("done")
    change.put(OrderState.DONE)
    change.happened(OrderEventKind.DONE, text=change.order.result)
    tell_asker(change, News.DONE, reason=change.order.result)


def _refuse(change: OrderChange, facts: Mapping[str, object]) -> None:
    reason = str(facts["reason"]).strip()
    change.leave("refused")
    change.put(OrderState.REFUSED)
    change.happened(OrderEventKind.REFUSED, text=reason)
    tell_asker(change, News.REFUSED, reason=reason)


def _withdraw(change: OrderChange, facts: Mapping[str, object]) -> None:
    reason = str(facts["reason"]).strip()
    change.leave("withdrawn")
    change.put(OrderState.WITHDRAWN)
    change.happened(OrderEventKind.WITHDRAWN, text=reason)
    tell(change, [change.order.owner] if change.order.owner else [], News.WITHDRAWN, reason=reason)


def _send_on(change: OrderChange, facts: Mapping[str, object]) -> None:
    if str(facts["department"]) == str(change.order.department_id):
        raise WrongFact(name=LABELS["department"], value=change.order.department)
    change.leave("sent_on")
    _hop(change, facts, OrderEventKind.SENT_ON)


def _ask_again(change: OrderChange, facts: Mapping[str, object]) -> None:
    change.order.result = ""
    _hop(change, facts, OrderEventKind.ASKED_AGAIN)


def _hop(change: OrderChange, facts: Mapping[str, object], kind: OrderEventKind) -> None:
    """Give the order to a department after another; from some hops on, both heads hear of it."""
    order, reason = change.order, str(facts["reason"]).strip()
    came_from, goes_to = order.department_id, _department(facts["department"])
    stay = change.arrive(goes_to)
    change.put(OrderState.OPEN)
    order.hops += 1
    order.returns += stay.is_return
    change.happened(kind, text=reason, department_id=goes_to)
    tell_department(change, News.GIVEN)
    if order.hops >= settings.WORK_ORDER_HOPS:
        change.happened(OrderEventKind.PING_PONG)
        tell(change, heads_of({came_from, goes_to}), News.PING_PONG, reason=reason)


def _department(value: object) -> int:
    chosen = str(value)
    if not chosen.isdecimal() or not Department.objects.filter(pk=int(chosen)).exists():
        raise WrongFact(name=LABELS["department"], value=value)
    return int(chosen)


def _person(value: object, order: WorkOrder) -> User:
    """Somebody who works on cases, and whose postings reach the department."""
    chosen = str(value)
    person = User.objects.filter(
        pk=int(chosen) if chosen.isdecimal() else 0, is_active=True
    ).first()
    if person is None or not person.can(Ability.WORK_CASES):
        raise WrongFact(name=LABELS["owner"], value=person or value)
    if not person.reach.everything and order.department_id not in person.reach.departments:
        raise WrongFact(name=LABELS["owner"], value=person)
    return person


_VERBS: Mapping[str, Callable[[OrderChange, Mapping[str, object]], None]] = {
    "accept": _accept, "start": _start, "finish": _finish, "assign": _assign, "send_on": _send_on,
    "refuse": _refuse, "ask_again": _ask_again, "withdraw": _withdraw,
}  # fmt: skip
