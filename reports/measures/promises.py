"""Promises: how many that fell due were kept in time, for each store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from cases.models import Case, Promise
from feedback_site.organisation.models import Store, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The promises of one store (None: of none) that fell due in a span: all, in time, late, not at all."""

    store: Store | None
    due: int
    in_time: int
    late: int
    broken: int

    @property
    def rate(self) -> int | None:
        """Kept in time, in per cent; None where nothing fell due."""
        return round(self.in_time * 100 / self.due) if self.due else None


def kept_by_store(user: User, *, since: datetime, until: datetime) -> Sequence[Kept]:
    """Count what this person may see, the worst first; two statements. What was called off owes nothing."""
    rows = (
        Promise.objects.filter(
            case__in=Case.objects.visible_to(user), due_at__gte=since, due_at__lt=until
        )
        .exclude(case__state__in=("rejected", "duplicate", "withdrawn"), kept_at=None)
        .order_by()
        .values("case__store")
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=Q(kept_at__lte=F("due_at"))),
            late=Count("pk", filter=Q(kept_at__gt=F("due_at"))),
        )
    )
    stores = Store.objects.in_bulk([row["case__store"] for row in rows if row["case__store"]])
    found = [
        Kept(
            store=stores.get(row["case__store"]), due=row["due"], in_time=row["in_time"],
            late=row["late"], broken=row["due"] - row["in_time"] - row["late"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rate or 0, -one.due))


def owed(user: User, *, until: datetime) -> QuerySet[Promise]:
    """Promises not kept yet that are due before a moment, of the cases that this person may see."""
    return Promise.objects.filter(
        case__in=Case.objects.visible_to(user).unfinished(), kept_at=None, due_at__lt=until
    )


def owed_first(user: User, *, until: datetime, most: int = 50) -> Sequence[Promise]:
    """The same with their cases, what is due first at the top."""
    rows = owed(user, until=until).select_related("case", "owner", "case__store")
    return list(rows.order_by("due_at")[:most])
