"""The call list: whom to ask next, a page at a time in the order of the next attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from cases.states import CaseState
from feedback_site.organisation.models import User
from surveys.kinds import FollowUpState
from surveys.models import CallAttempt, FollowUp
from surveys.models.follow_up import FollowUpQuerySet

PAGE = 50
# Beyond this the number beside the menu says no more than "many".
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place between two rows of the list: after this moment and id."""

    due_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Read what `write` wrote; None where that is not what it is."""
        at, _tilde, pk = text.partition("~")
        try:
            moment = parse_datetime(at)
        except ValueError:
            return None
        if moment is None or moment.tzinfo is None or not pk.isdecimal():
            return None
        return cls(due_at=moment, pk=int(pk))

    def write(self) -> str:
        """Spell it for an address."""
        return f"{self.due_at.isoformat()}~{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """At most 50 follow-ups, and where the next page begins; None at the end."""

    rows: Sequence[FollowUp]
    next: Place | None


def asked_by(user: User) -> FollowUpQuerySet:
    """Keep the open follow-ups that this person may make; what they solved themselves is not among them."""
    return FollowUp.objects.visible_to(user).filter(
        state=FollowUpState.OPEN,
        case__state=CaseState.VERIFYING,
        resolution_number=F("case__resolution_number"),
    )


def call_page(user: User, *, after: Place | None = None) -> CallPage:
    """Read one page in one statement, however deep: what is due longest first."""
    tries = (
        CallAttempt.objects.filter(follow_up=OuterRef("pk"))
        .order_by()
        .values("follow_up")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        asked_by(user)
        .select_related(
            "case__customer", "case__store__calendar", "case__category", "case__resolver"
        )
        .annotate(tries=Coalesce(Subquery(tries, output_field=IntegerField()), 0))
        .order_by("due_at", "pk")
    )
    if after is not None:
        rows = rows.filter(
            Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, pk__gt=after.pk),
            due_at__gte=after.due_at,
        )
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    last = found[-1] if more else None
    return CallPage(rows=found, next=Place(due_at=last.due_at, pk=last.pk) if last else None)


def due_count(user: User, now: datetime) -> int:
    """Count what is due now, up to 99."""
    return asked_by(user).to_do(now).order_by()[:MOST_COUNTED].count()


def next_due(user: User, now: datetime, *, but: int) -> FollowUp | None:
    """Give the follow-up to make next, other than the one just made."""
    return asked_by(user).to_do(now).exclude(pk=but).order_by("due_at", "pk").first()
