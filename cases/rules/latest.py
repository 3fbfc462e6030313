"""Latest cases: a sweep over those that have no row of one kind yet, in case their bell was lost."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Exists, Max, Model, OuterRef

from cases.models import Case
from feedback_site.sweeping.rules.isolating import stuck, together
from feedback_site.sweeping.sweeps import Sweep

# So many cases back a lost bell is made up for; what is older was put aside or is of another time.
LOOK_BACK = 5_000


def sweep_latest(
    sweep: Sweep, kind: type[Model], do: Callable[[Sequence[int]], object], *, now: datetime,
    limit: int,
) -> int:  # fmt: skip
    """Do the first of the latest cases without a row of `kind` under their own key, and give their number."""
    newest = Case.objects.aggregate(newest=Max("pk"))["newest"] or 0
    after = newest - LOOK_BACK
    # Told of both sides, or the planner reads the rows of all cases to compare them with the latest.
    there = kind._default_manager.filter(pk=OuterRef("pk"), pk__gt=after)  # noqa: SLF001
    fresh = Case.objects.filter(~Exists(there), pk__gt=after)
    ids = fresh.exclude(pk__in=stuck(sweep)).order_by("pk").values_list("pk", flat=True)
    return together(sweep, list(ids[:limit]), do, now=now)
