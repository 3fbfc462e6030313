"""Telling of work orders: letters to whoever has one, to the heads of departments, and to whoever asked."""

from collections.abc import Iterable
from enum import StrEnum

from cases.models import WorkOrder
from cases.rules.escalation.climbing import Roster
from cases.rules.work_orders.changing import OrderChange
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role

TEMPLATE = "staff_work_order"


class News(StrEnum):
    """What a letter is about; channels.letters names each in the reader's language."""

    GIVEN = "order_given"
    NEAR = "order_near"
    MISSED = "order_missed"
    DONE = "order_done"
    REFUSED = "order_refused"
    WITHDRAWN = "order_withdrawn"
    PING_PONG = "order_ping_pong"


def tell_department(change: OrderChange, news: News) -> None:
    """Tell whoever has the order, else the heads of its department."""
    order = change.order
    people = [order.owner] if order.owner else heads_of({order.department_id})
    tell(change, people, news)


def tell_asker(change: OrderChange, news: News, *, reason: str = "") -> None:
    """Tell whoever asked, and whoever has the case now."""
    order = change.order
    people = {order.asked_by_id: order.asked_by}
    if order.case is not None and order.case.owner is not None:
        people[order.case.owner_id or 0] = order.case.owner
    tell(change, people.values(), news, reason=reason)


def tell(change: OrderChange, people: Iterable[User], news: News, *, reason: str = "") -> None:
    """Put a letter to each of these into the outbox, for when they are there; not to who did it."""
    told = {one.pk: one for one in people if one.is_active and one != change.actor}
    there = Roster(now=change.now).told_from(told) if told else {}
    for pk, person in told.items():
        tell_colleague(
            person, template=TEMPLATE, now=change.now, not_before=there.get(pk),
            dedup_key=f"order:{change.order.pk}:{news}:{pk}:{change.order.last_event_seq}",
            context=_context(change.order, news, reason),
        )  # fmt: skip


def heads_of(department_ids: set[int]) -> list[User]:
    """Who heads these departments; where nobody does, the managers of the whole chain."""
    posts = Posting.objects.current().filter(user__is_active=True).select_related("user")
    heads = list(posts.filter(role=Role.DEPARTMENT_HEAD, department__in=department_ids))
    if not heads:
        heads = list(posts.filter(role=Role.MANAGER, department=None, store=None, region=None))
    return list({post.user_id: post.user for post in heads}.values())


def _context(order: WorkOrder, news: News, reason: str) -> dict[str, object]:
    return {
        "order": order.pk, "reference": order.code, "title": order.title, "news": news.value,
        "reason": reason, "due_at": order.due_at.isoformat() if order.due_at else "",
    }  # fmt: skip
