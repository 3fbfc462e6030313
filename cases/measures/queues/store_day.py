"""What a store has before it today: what was promised, what is ready to hand over, what is open."""

from datetime import datetime, time, timedelta
from typing import TypedDict

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from cases.kinds import Purpose
from cases.models import Appointment, Case, Promise, WorkOrder
from cases.order_states import OrderState, WorkKind
from channels.panels import DueMatter, ExpectedVisit, StoreDay
from feedback_site.organisation.models import BusinessCalendar, User
from feedback_site.organisation.working_hours import zone

MOST, MOST_VISITORS = 4, 50


class _Visitors(TypedDict):
    expected: tuple[ExpectedVisit, ...]
    unanswered: int


# What a customer may fetch once a department has done it.
TO_HAND_OVER = (WorkKind.REPRINT, WorkKind.REPAIR, WorkKind.PARTS)


def store_day(user: User, store_code: str, now: datetime) -> StoreDay | None:
    """Give the day of the store of this code, as far as this person may see it; None without a store.

    A visit or a pickup that was agreed upon is a promise. Of each list the most pressing come first, and no
    more than fit beside the form. Six statements however much there is.
    """
    if not store_code:
        return None
    of_store = Case.objects.visible_to(user).filter(store__code=store_code)
    cases = of_store.unfinished()
    midnight = _midnight(store_code, now)
    owed = Promise.objects.owed().filter(due_at__lt=midnight, case__in=of_store)
    done = WorkOrder.objects.filter(state=OrderState.DONE, kind__in=TO_HAND_OVER, case__in=cases)
    pressing = cases.order_by(F("next_due_at").asc(nulls_last=True), "pk")
    promised = owed.select_related("case").order_by("due_at", "pk")[:MOST]
    ready = done.select_related("case").order_by("-ended_at", "-pk")[:MOST]
    return StoreDay(
        promised=tuple(_matter(one.case, one.text, one.due_at, now) for one in promised),
        ready=tuple(_matter(one.case, one.title, None, now) for one in ready if one.case),
        open=tuple(_matter(case, case.title, case.next_due_at, now) for case in pressing[:MOST]),
        open_number=cases.count(),
        **_visitors(user, store_code, midnight, now),
    )


def _visitors(user: User, store_code: str, midnight: datetime, now: datetime) -> _Visitors:
    """Who is still expected today, the first few, and of how many nobody has said whether they came."""
    is_today = Q(ends_at__gt=now, starts_at__lt=midnight, asked_at=None)
    rows = (
        Appointment.objects.visible_to(user)
        .expected()
        .filter(is_today | Q(asked_at__isnull=False), store__code=store_code)
        .annotate(may_see=Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case"))))
        .select_related("case__customer", "store__calendar")
        # Whoever still comes first: at a store where nobody says who came, the others are many.
        .order_by(F("asked_at").asc(nulls_first=True), "starts_at", "pk")
    )
    found = list(rows[:MOST_VISITORS])
    expected = [one for one in found if one.asked_at is None]
    return {
        "expected": tuple(_visit(one) for one in expected[:MOST]),
        "unanswered": len(found) - len(expected),
    }


def _visit(one: Appointment) -> ExpectedVisit:
    who = one.case.customer
    return ExpectedVisit(
        reference=one.case.reference, clock=one.clock, purpose=str(Purpose(one.purpose).label),
        who=str(who) if who else "", may_see=bool(getattr(one, "may_see", False)),
    )  # fmt: skip


def _midnight(store_code: str, now: datetime) -> datetime:
    """When the day of the shop ends, by its own calendar's clock."""
    zones = BusinessCalendar.objects.filter(stores__code=store_code)
    where = zone(zones.values_list("time_zone", flat=True).first() or settings.TIME_ZONE)
    tomorrow = now.astimezone(where).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=where)


def _matter(case: Case, title: str, due_at: datetime | None, now: datetime) -> DueMatter:
    return DueMatter(
        reference=case.reference,
        title=title,
        due_at=due_at,
        is_overdue=due_at is not None and due_at < now,
    )
