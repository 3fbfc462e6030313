"""Sweeping work orders: tell of a department's limit that is near or missed, once each."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import WorkOrder
from cases.order_states import OrderEventKind
from cases.rules.work_orders.changing import OrderChange, write
from cases.rules.work_orders.telling import News, heads_of, tell, tell_asker, tell_department
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep


def _code_of(order_id: int) -> str:
    return f"WO-{order_id}"


WATCHING = Sweep(
    code="cases.orders", title=_("Tell of a department's limit that is near or missed"),
    label=_code_of,
)  # fmt: skip


def sweep_orders(*, now: datetime, limit: int = 100) -> int:
    """Look at the orders of which somebody is to be told now, and count them."""
    due = (
        WorkOrder.objects.filter(alarm_at__lte=now)
        .exclude(pk__in=stuck(WATCHING))
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(WATCHING, list(due), partial(watch, now=now), now=now)


@transaction.atomic
def watch(order_id: int, *, now: datetime) -> bool:
    """Tell what is due on one order: a limit missed goes before one that is near. No clock of a case moves.

    False where it was done or moved meanwhile, or another sweep has it.
    """
    order = (
        WorkOrder.objects.select_for_update(skip_locked=True)
        .filter(pk=order_id, alarm_at__lte=now)
        .first()
    )
    if order is None:
        return False
    change = OrderChange(order=order, actor=None, now=now)
    if order.due_at is not None and now >= order.due_at:
        _missed(change)
    else:
        order.alarm_at = order.due_at
        change.happened(OrderEventKind.WARNED)
        tell_department(change, News.NEAR)
    order.save()
    write(change)
    return True


def _missed(change: OrderChange) -> None:
    """Whoever has it, the heads of its department, and whoever asked hear of it."""
    order = change.order
    order.alarm_at = None
    order.stays.filter(left_at=None).update(breached_at=order.due_at)
    change.happened(OrderEventKind.BREACHED)
    people = heads_of({order.department_id})
    tell(change, [*people, *([order.owner] if order.owner else [])], News.MISSED)
    tell_asker(change, News.MISSED)
