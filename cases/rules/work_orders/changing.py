"""Changing a work order: one transaction that locks case and order, writes history and ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cases.errors import CaseError, StaleOrder
from cases.kinds import EventKind
from cases.models import OrderEvent, OrderStay, WorkOrder
from cases.order_states import OPEN_STATES, OrderEventKind, OrderState
from cases.rules.changes.changing import Change, changing, hashed, last_hand
from cases.rules.work_orders.routing import limit_for
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


@dataclass(slots=True, kw_only=True)
class OrderChange:
    """One locked order, who changes it, when, and what has happened so far; `case` where its case hears."""

    order: WorkOrder
    actor: User | None
    now: datetime
    case: Change | None = None
    events: list[OrderEvent] = field(default_factory=list)

    def happened(
        self, kind: OrderEventKind, *, text: str = "", department_id: int | None = None,
        person_id: int | None = None,
    ) -> None:  # fmt: skip
        """Add to the order's history, and tell its case in a word where that hears of it."""
        self.order.last_event_seq += 1
        self.events.append(
            OrderEvent(
                order=self.order, seq=self.order.last_event_seq, kind=kind, actor=self.actor,
                department_id=department_id, person_id=person_id, text=text, happened_at=self.now,
            )
        )  # fmt: skip
        if self.case is not None and kind != OrderEventKind.MADE:
            facts = {"order": self.order.pk, "code": self.order.code, "step": kind, "reason": text}
            self.case.happened(EventKind.ORDER_MOVED, facts=facts)

    def put(self, state: OrderState) -> None:
        """Put the order into a state; the only place that assigns it. The case counts what is open."""
        was_open, is_open = self.order.state in OPEN_STATES, state in OPEN_STATES
        self.order.state = state
        self.order.ended_at = None if is_open else self.now
        if not is_open:
            self.order.alarm_at = None
        if self.case is not None and was_open != is_open:
            case = self.case.case
            case.orders_open = max(case.orders_open + (1 if is_open else -1), 0)

    def arrive(self, department_id: int) -> OrderStay:
        """Begin a department's time with the order, and its limit."""
        order = self.order
        before = list(order.stays.values_list("department", flat=True))
        limit = limit_for(department_id, order.kind, now=self.now)
        order.department_id, order.owner = department_id, None
        order.due_at = limit.due_at if limit else None
        order.alarm_at = limit.warn_at if limit else None
        return OrderStay.objects.create(
            order=order, number=len(before) + 1, department_id=department_id,
            is_return=department_id in before, arrived_at=self.now, due_at=order.due_at,
            target_seconds=limit.seconds if limit else None,
            calendar=limit.calendar if limit else "",
            calendar_version=limit.version if limit else 0,
        )  # fmt: skip

    def leave(self, how: str) -> None:
        """End the time of the department that has it; a limit missed is missed by its own moment."""
        stay = self.order.stays.filter(left_at=None).first()
        if stay is None:
            return
        if stay.breached_at is None and stay.due_at is not None and self.now > stay.due_at:
            stay.breached_at = stay.due_at
        stay.left_at, stay.left_by = self.now, how
        stay.save(update_fields=["breached_at", "left_at", "left_by"])


@contextmanager
def changing_order(
    order_id: int, *, actor: User | None, now: datetime, version: int | None = None,
    tells_case: bool = False,
) -> Iterator[OrderChange]:  # fmt: skip
    """Lock an order (its case first, where that is told), let the caller change it, and keep both as one.

    Raises StaleOrder where `version` is given and somebody changed the order since, CaseError where the
    caller let nothing happen.
    """
    with transaction.atomic():
        case_id = WorkOrder.objects.values_list("case", flat=True).get(pk=order_id)
        if tells_case and case_id is not None:
            with changing(case_id, actor=actor, now=now) as case:
                yield from _changed(order_id, actor, now, version, case)
        else:
            yield from _changed(order_id, actor, now, version, None)


def _changed(
    order_id: int, actor: User | None, now: datetime, version: int | None, case: Change | None
) -> Iterator[OrderChange]:
    order = WorkOrder.objects.select_for_update().get(pk=order_id)
    if version is not None and version != order.version:
        raise StaleOrder(who=last_hand(order))
    change = OrderChange(order=order, actor=actor, now=now, case=case)
    yield change
    if not change.events:
        raise CaseError
    # Words alone outdate nobody's page.
    if any(event.kind != OrderEventKind.NOTED for event in change.events):
        order.version += 1
    order.save()
    write(change)


def write(change: OrderChange) -> None:
    """Keep what happened, and commit to it in the ledger without repeating what was said."""
    OrderEvent.objects.bulk_create(change.events)
    record([_entry(event, change.actor) for event in change.events], now=change.now)


def _entry(event: OrderEvent, actor: User | None) -> Entry:
    facts = {
        "text": event.text, "department": event.department_id, "person": event.person_id,
    }  # fmt: skip
    return Entry(
        verb=f"order.{event.kind}", subject=f"order:{event.order_id}", actor=name_of(actor),
        body={"seq": event.seq, "facts": hashed(facts)},
    )  # fmt: skip
