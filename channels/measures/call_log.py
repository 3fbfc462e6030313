"""The call log, the call-backs that are owed, and what rings right now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from channels.call_kinds import CallOutcome
from channels.models import Call, CallBack, ContactPoint, Customer
from channels.models.call import CallQuerySet
from feedback_site.organisation.models import User

PAGE = 50
MOST_OWED = 30
MOST_LIVE = 8
# How long a call stays in sight of whoever had it, to be written down.
WRAP_UP = timedelta(minutes=15)
# Beyond this the number beside the menu says no more than "many".
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the log is asked for: one day, an outcome ("" for all), a line, only one's own, below a row."""

    day: date
    outcome: str = ""
    line: str = ""
    mine: bool = False
    before: int | None = None


def log_page(user: User, wanted: Wanted, *, zone: ZoneInfo) -> tuple[list[Call], bool]:
    """Give at most 50 calls of a day, the latest first, and whether there are more; one statement."""
    start = datetime.combine(wanted.day, datetime.min.time(), zone)
    rows = Call.objects.visible_to(user).filter(
        rang_at__gte=start, rang_at__lt=start + timedelta(days=1)
    )
    if wanted.outcome in CallOutcome.values:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.line:
        rows = rows.filter(line=wanted.line)
    if wanted.mine:
        rows = rows.filter(agent=user)
    if wanted.before is not None:
        rows = _below(rows, wanted.before)
    found = list(
        rows.select_related("agent", "store", "conversation").order_by("-rang_at", "-pk")[
            : PAGE + 1
        ]
    )
    return found[:PAGE], len(found) > PAGE


def owed(user: User) -> Sequence[CallBack]:
    """Give the call-backs that are due soonest, with how many calls and attempts there were."""
    rows = CallBack.objects.visible_to(user).open().select_related("owner", "store")
    return list(
        rows.annotate(
            n_calls=Count("calls", distinct=True), n_tries=Count("tries", distinct=True),
            last_call_at=Max("calls__rang_at"), customer_id=Max("calls__customer"),
        ).order_by("due_at", "pk")[:MOST_OWED]
    )  # fmt: skip


def owed_to(user: User, call: Call) -> Sequence[CallBack]:
    """Give the call-backs that are owed to the number of a call, the soonest first."""
    if call.number_index is None:
        return ()
    rows = CallBack.objects.visible_to(user).open().filter(number_index=bytes(call.number_index))
    return list(rows.order_by("due_at"))


def owed_count(user: User) -> int:
    """Count the call-backs that are owed, up to 99, along a partial index."""
    rows = CallBack.objects.visible_to(user).open()
    return rows.order_by()[:MOST_COUNTED].count()


def at_hand(user: User, now: datetime) -> list[Call]:
    """Give what an agent may have at their ear: what rings, and their own calls not yet written down.

    Their own first, then what has been ringing longest.
    """
    rings = Q(answered_at=None)
    theirs = Q(agent=user) | Q(agent=None)
    over = Q(agent=user, outcome=CallOutcome.ANSWERED, ended_at__gt=now - WRAP_UP, handled_at=None)
    rows = Call.objects.visible_to(user)
    live = rows.live(now).filter(rings | theirs).values("pk")
    found = rows.filter(Q(pk__in=live) | over).select_related("store").order_by("-rang_at")
    calls = list(found[:MOST_LIVE])
    return sorted(calls, key=lambda call: (call.answered_at is None, call.rang_at))


def names_of(user: User, calls: Iterable[Call | CallBack]) -> dict[int, str]:
    """Give the masked names of the customers within this person's reach; one statement."""
    ids = {call.customer_id for call in calls if call.customer_id is not None}  # type: ignore[union-attr]
    if not ids:
        return {}
    rows = Customer.objects.visible_to(user).filter(pk__in=ids)
    return dict(rows.values_list("pk", "name_masked"))


def stated_by(call: Call) -> int | None:
    """Give who merely stated the number of a call last, where nobody is known by it."""
    if call.number_index is None:
        return None
    claims = ContactPoint.objects.filter(claim_index=call.number_index).order_by("-pk")
    return claims.values_list("customer", flat=True).first()


def lines_of(user: User, *, since: datetime) -> list[str]:
    """Give the lines on which anybody called since then."""
    rows = Call.objects.visible_to(user).filter(rang_at__gte=since).exclude(line="")
    return list(rows.order_by("line").values_list("line", flat=True).distinct()[:PAGE])


def _below(rows: CallQuerySet, pk: int) -> CallQuerySet:
    last = Call.objects.filter(pk=pk).values_list("rang_at", flat=True).first()
    if last is None:
        return rows
    return rows.filter(Q(rang_at__lt=last) | Q(rang_at=last, pk__lt=pk))
