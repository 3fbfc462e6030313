"""Promises: how many that fell due were kept in time, for each store; those of calls beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from cases.models import Case, Promise
from cases.states import RELEASED
from channels.call_kinds import CallBackState
from channels.models import CallBack, CallBackTry
from feedback_site.organisation.models import Store, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The promises of one store (None: of none) that fell due in a span: all, in time, late."""

    store: Store | None
    due: int
    in_time: int
    late: int
    # Of those that fell due, how many had been changed; and beside them, what was taken back in time.
    changed: int = 0
    taken_back: int = 0

    @property
    def broken(self) -> int:
        """What has not been kept at all."""
        return self.due - self.in_time - self.late

    @property
    def rate(self) -> int | None:
        """Kept in time, in per cent; None where nothing fell due."""
        return round(self.in_time * 100 / self.due) if self.due else None


def kept_by_store(user: User, *, since: datetime, until: datetime) -> Sequence[Kept]:
    """Count what this person may see, the worst first; two statements. What was called off owes nothing.

    What was changed before its time is judged by the new one, what was changed or taken back afterwards by
    the old: another word does not mend one that was broken. Taken back in time it is neither kept nor broken.
    """
    is_back = Q(withdrawn_at__isnull=False, missed_at=None)
    rows = (
        Promise.objects.judged()
        .filter(case__in=Case.objects.visible_to(user), judged_by__gte=since, judged_by__lt=until)
        .exclude(case__state__in=sorted(RELEASED), kept_at=None)
        .order_by()
        .values("case__store")
        .annotate(
            due=Count("pk", filter=~is_back),
            in_time=Count("pk", filter=Q(kept_at__lte=F("judged_by"))),
            late=Count("pk", filter=Q(kept_at__gt=F("judged_by"))),
            changed=Count("pk", filter=~is_back & Q(times_changed__gt=0)),
            taken_back=Count("pk", filter=is_back),
        )
    )
    stores = Store.objects.in_bulk([row["case__store"] for row in rows if row["case__store"]])
    found = [
        Kept(
            store=stores.get(row["case__store"]), due=row["due"], in_time=row["in_time"],
            late=row["late"], changed=row["changed"], taken_back=row["taken_back"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rate or 0, -one.due))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsKept:
    """The calls that we owed, promised to a caller or owed to who called in vain."""

    was_promised: bool
    kept: Kept


def calls_kept(user: User, *, since: datetime, until: datetime) -> Sequence[CallsKept]:
    """Count the call-backs of this person's places that fell due in a span, promised ones first.

    One is kept in time where we called, whether or not somebody was reached, by the time that was
    promised; late where we did later. Where the caller was heard otherwise nothing was owed. One statement.
    """
    tries = CallBackTry.objects.filter(call_back=OuterRef("pk")).order_by("tried_at")
    rows = (
        CallBack.objects.in_places_of(user)
        .filter(promised_at__gte=since, promised_at__lt=until)
        .exclude(~Exists(tries), state=CallBackState.NOT_NEEDED)
        .annotate(
            called_at=Subquery(tries.values("tried_at")[:1]),
            was_promised=Q(promised_by__isnull=False),
        )
        .values("was_promised")
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=Q(called_at__lte=F("promised_at"))),
            late=Count("pk", filter=Q(called_at__gt=F("promised_at"))),
        )
        .order_by("-was_promised")
    )
    return [
        CallsKept(
            was_promised=row["was_promised"],
            kept=Kept(store=None, due=row["due"], in_time=row["in_time"], late=row["late"]),
        )
        for row in rows
    ]


def owed(user: User, *, until: datetime) -> QuerySet[Promise]:
    """Promises not kept yet that are due before a moment, of the cases that this person may see."""
    return Promise.objects.owed().filter(case__in=Case.objects.visible_to(user), due_at__lt=until)


def owed_first(user: User, *, until: datetime, most: int = 50) -> Sequence[Promise]:
    """The same with their cases, what is due first at the top."""
    rows = owed(user, until=until).select_related("case", "owner", "case__store")
    return list(rows.order_by("due_at")[:most])
