"""What the demonstration shows of time limits: tiers, a scheme, shifts, holidays, a store that is shut."""

from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from cases.models import DutyShift, ResponseScheme, SchemeUse
from cases.rules.time_limits import entitling, recalculating
from channels.models import Customer
from channels.rules.customers import tiering
from feedback_site.organisation.models import BusinessCalendar, Store, User
from feedback_site.organisation.rules import shutting
from feedback_site.organisation.rules.filling import fill_year
from feedback_site.organisation.rules.publishing import publish_calendar
from feedback_site.remembering import forget

TIERED_STORE, SHUT_STORE = "xinyi", "banqiao"
# tier: how many customers are in it
TIERS = {"professional": 6, "business": 8}
# level: who is on duty by day, in line
ON_DUTY = {1: ("head", "head.stores"), 2: ("specialist",), 3: ("manager",)}
DAYS = 7


def found_limits(*, now: datetime) -> None:
    """Before any case: one store's scheme, and the holidays of the working days."""
    SchemeUse.objects.create(
        scheme=ResponseScheme.objects.get(code="tiered"), store=Store.objects.get(code=TIERED_STORE)
    )
    administrator = User.objects.get(username="admin")
    calendar = BusinessCalendar.objects.get(code="working_days")
    for year in (now.year, now.year + 1):
        fill_year(calendar.pk, year, actor=administrator, now=now)
    publish_calendar(calendar.pk, actor=administrator, now=now)
    forget()


def live_limits(*, until: datetime) -> None:
    """When all cases lived: customers in tiers, a week of shifts, and a store that is shut today."""
    supervisor = User.objects.get(username="supervisor")
    newest = Customer.objects.order_by("-pk").values_list("pk", flat=True)
    chosen = iter(list(newest[: sum(TIERS.values())]))
    for tier, number in TIERS.items():
        for customer_id in islice(chosen, number):
            tiering.put_tier(customer_id, tier, actor=supervisor, now=until)
            entitling.follow_tier(customer_id, now=until)
    _post_shifts(until)
    midnight = timezone.localtime(until).replace(hour=0, minute=0, second=0, microsecond=0)
    # Long enough ago that no process remembers the hours of before.
    told_at = until - timedelta(minutes=1)
    closure = shutting.shut_store(
        Store.objects.get(code=SHUT_STORE).pk, begins_at=midnight,
        ends_at=midnight + timedelta(days=1), reason="水管破裂，全日停業", actor=supervisor,
        now=told_at,
    )  # fmt: skip
    recalculating.go_on(
        recalculating.store_shut(closure, actor=supervisor, now=told_at).pk, now=until
    )


def _post_shifts(until: datetime) -> None:
    """From nine to nine, for this week; the second in line is asked where the first does not answer."""
    people = {user.username: user for user in User.objects.all()}
    morning = timezone.localtime(until).replace(hour=9, minute=0, second=0, microsecond=0)
    DutyShift.objects.bulk_create(
        DutyShift(
            level=level, person=people[name], position=position,
            starts_at=morning + timedelta(days=day), ends_at=morning + timedelta(days=day, hours=12),
        )
        for day in range(DAYS)
        for level, names in ON_DUTY.items()
        for position, name in enumerate(names, 1)
    )  # fmt: skip
