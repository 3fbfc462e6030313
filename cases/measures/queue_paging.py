"""One page of a queue at a time: as few columns as a list shows, in one statement, however deep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import translation
from django.utils.dateparse import parse_datetime

from cases.models import Case
from cases.models.case import CaseQuerySet
from feedback_site.organisation.words import FIELD_OF_LANGUAGE

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case as lists show it; a list of models would cost five times as much."""

    pk: int
    reference: str
    title: str
    state: str
    klass: str
    priority: str
    sentiment: str
    waiting_reason: str
    next_due_at: datetime | None
    closed_at: datetime | None
    owner_id: int | None
    owner_name: str | None
    category_name: str | None
    store_name: str | None
    channel_name: str
    customer_name: str | None
    customer_id: int | None


COLUMNS = (
    "pk", "reference", "title", "state", "klass", "priority", "sentiment", "waiting_reason",
    "next_due_at", "closed_at", "owner_id", "customer_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place between two rows: after (or before) this moment and id; no moment is after all moments."""

    at: datetime | None
    pk: int
    is_backwards: bool = False

    @classmethod
    def read(cls, text: str, *, is_backwards: bool = False) -> "Place | None":
        """Read what `write` wrote; None where that is not what it is."""
        at, _tilde, pk = text.partition("~")
        try:
            moment = parse_datetime(at) if at else None
        except ValueError:
            return None
        if not pk.isdecimal() or len(pk) > 18 or (at and (moment is None or moment.tzinfo is None)):
            return None
        return cls(at=moment, pk=int(pk), is_backwards=is_backwards)

    def write(self) -> str:
        """Spell it for an address."""
        return f"{self.at.isoformat() if self.at else ''}~{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """At most 50 cases in the order of their limits, and where the neighbouring pages begin."""

    lines: Sequence[Line]
    previous: Place | None = None
    next: Place | None = None


def page_of(
    cases: CaseQuerySet, place: Place | None, *, is_newest_first: bool = False
) -> QueuePage:
    """Read one page by due time, what has no limit last; or of closed cases the latest first."""
    column = "closed_at" if is_newest_first else "next_due_at"
    is_backwards = place is not None and place.is_backwards
    lines = _ordered(cases, column, place, is_newest_first != is_backwards)
    is_more, lines = len(lines) > PAGE, lines[:PAGE]
    if is_backwards:
        lines.reverse()
    if not lines:
        return QueuePage(lines=lines)

    def beside(line: Line, *, is_backwards: bool) -> Place:
        return Place(at=getattr(line, column), pk=line.pk, is_backwards=is_backwards)

    has_previous = is_more if is_backwards else place is not None
    has_next = True if is_backwards else is_more
    return QueuePage(
        lines=lines,
        previous=beside(lines[0], is_backwards=True) if has_previous else None,
        next=beside(lines[-1], is_backwards=False) if has_next else None,
    )


def lines_of(cases: Sequence[Case]) -> list[Line]:
    """Give found cases as lists show them; their relations must have been read along."""
    return [
        Line(
            **{name: getattr(case, name) for name in COLUMNS},
            owner_name=str(case.owner) if case.owner else None,
            category_name=case.category.name if case.category else None,
            store_name=case.store.name if case.store else None,
            channel_name=case.channel.name,
            customer_name=str(case.customer) if case.customer else None,
        )
        for case in cases
    ]


def _columns() -> dict[str, Any]:
    name = FIELD_OF_LANGUAGE.get(translation.get_language() or "", "name_zh_hant")
    return {
        "owner_name": Coalesce(NullIf("owner__display_name", Value("")), "owner__username"),
        "category_name": F(f"category__{name}"),
        "store_name": F(f"store__{name}"),
        "channel_name": F(f"channel__{name}"),
        "customer_name": F("customer__name_masked"),
    }


def _ordered(
    cases: CaseQuerySet, column: str, place: Place | None, is_descending: bool
) -> list[Line]:
    """Two ordered parts, with a moment and without, so that both are read along an index."""
    parts = [
        part.values(*COLUMNS, **_columns())[: PAGE + 1]
        for part in _parts(cases, column, place, is_descending)
    ]
    found = parts[0] if len(parts) == 1 else parts[0].union(parts[1], all=True)
    lines = [Line(**row) for row in found]
    # A hundred lines are sorted here; asked to sort them together, the database would read them all.
    lines.sort(key=lambda line: _rank(line, column), reverse=is_descending)
    return lines[: PAGE + 1]


def _parts(
    cases: CaseQuerySet, column: str, place: Place | None, is_descending: bool
) -> list[CaseQuerySet]:
    sign, beyond = ("-", "lt") if is_descending else ("", "gt")
    dated = cases.filter(**{f"{column}__isnull": False}).order_by(f"{sign}{column}", f"{sign}pk")
    undated = cases.filter(**{column: None}).order_by(f"{sign}pk")
    if place is None:
        return [dated, undated]
    if place.at is None:
        undated = undated.filter(**{f"pk__{beyond}": place.pk})
        return [undated, dated] if is_descending else [undated]
    # The first condition is the index's; the second cuts among those of the same moment.
    dated = dated.filter(
        Q(**{f"{column}__{beyond}": place.at}) | Q(**{f"pk__{beyond}": place.pk}),
        **{f"{column}__{beyond}e": place.at},
    )
    return [dated] if is_descending else [dated, undated]


def _rank(line: Line, column: str) -> tuple[bool, float, int]:
    at = getattr(line, column)
    return at is None, at.timestamp() if at else 0.0, line.pk
