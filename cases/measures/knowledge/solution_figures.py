"""What became of the cases in which a solution was used, and what readers of its page said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from cases.kinds import EventKind, LinkKind
from cases.models import CaseEvent, CaseLink, SolutionUse, SolutionVote
from cases.states import Outcome

Rows = Iterable[Mapping[str, int]]
# A solution has held when its case was confirmed and nobody came back within this time.
HOLDING = timedelta(days=30)
# What is older says little of the solution as it is now, and costs time to count.
COUNTED = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the last year: cases with a use, how many of them held or came back, and readers' words."""

    used: int = 0
    held: int = 0
    came_back: int = 0
    helped: int = 0
    not_helped: int = 0

    @property
    def judged(self) -> int:
        """Of how many cases it is known whether the solution held."""
        return self.held + self.came_back

    @property
    def share(self) -> int | None:
        """Per cent that held; None where nothing is known."""
        return _per_cent(self.held, self.judged)

    @property
    def voted(self) -> int:
        """How many readers said whether the page helped."""
        return self.helped + self.not_helped

    @property
    def share_helped(self) -> int | None:
        """Per cent of those whom it helped; None where nobody said."""
        return _per_cent(self.helped, self.voted)


def _per_cent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def figures_of(solution_ids: Iterable[int], *, now: datetime) -> Mapping[int, Figures]:
    """Count for each solution, over all its versions; two statements however many there are."""
    ids = list(solution_ids)
    uses = {row["version__solution"]: row for row in _uses(ids, now)}
    votes = {row["version__solution"]: row for row in _votes(ids, now)}
    return {
        pk: Figures(
            **{name: uses.get(pk, {}).get(name, 0) for name in ("used", "held", "came_back")},
            **{name: votes.get(pk, {}).get(name, 0) for name in ("helped", "not_helped")},
        )
        for pk in ids
    }


def _votes(ids: list[int], now: datetime) -> Rows:
    votes = SolutionVote.objects.filter(
        version__solution__in=ids, given_at__gte=now - COUNTED
    ).values("version__solution")
    rows = votes.annotate(
        helped=Count("pk", filter=Q(has_helped=True)),
        not_helped=Count("pk", filter=Q(has_helped=False)),
    )
    return cast("Rows", rows)


def _uses(ids: list[int], now: datetime) -> Rows:
    """A case counts once for a solution, whichever of its versions were used in it."""
    uses = _with_outcome(
        SolutionUse.objects.filter(version__solution__in=ids, used_at__gte=now - COUNTED), now
    )
    held = Q(came_back=False, outcome=Outcome.CONFIRMED, holds_until__lte=now)
    rows = uses.values("version__solution").annotate(
        used=Count("case", distinct=True),
        held=Count("case", distinct=True, filter=held),
        came_back=Count("case", distinct=True, filter=Q(came_back=True)),
    )
    return cast("Rows", rows)


def _with_outcome(uses: QuerySet[SolutionUse], now: datetime) -> QuerySet[SolutionUse]:
    """Tell how the case was first closed after the use, and whether it came back before that had held."""
    closings = (
        CaseEvent.objects.filter(
            case=OuterRef("case"), kind=EventKind.CLOSED, happened_at__gte=OuterRef("used_at")
        )
        .order_by("seq")
        .annotate(
            said=KT("facts__outcome"),
            until=ExpressionWrapper(F("happened_at") + HOLDING, DateTimeField()),
        )
    )
    in_time = {"__gt": OuterRef("used_at"), "__lte": Coalesce(OuterRef("holds_until"), Value(now))}
    reopened = CaseEvent.objects.filter(
        case=OuterRef("case"), kind=EventKind.REOPENED, **_within("happened_at", in_time)
    )
    # After the time for re-opening is over, whoever comes back gets a case of their own.
    followed = CaseLink.objects.filter(
        target=OuterRef("case"), kind__in=(LinkKind.FOLLOW_UP_OF, LinkKind.REPEAT_OF), undone_at=None,
        **_within("made_at", in_time),
    )  # fmt: skip
    return uses.annotate(
        outcome=Subquery(closings.values("said")[:1]),
        holds_until=Subquery(closings.values("until")[:1]),
    ).annotate(came_back=Exists(reopened) | Exists(followed))


def _within(name: str, bounds: Mapping[str, object]) -> dict[str, object]:
    return {f"{name}{bound}": value for bound, value in bounds.items()}
