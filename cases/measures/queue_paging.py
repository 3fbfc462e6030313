"""One page of a list at a time: as few columns as it shows, along one index, however deep."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.dateparse import parse_datetime

from cases.measures.desk_choices import Named, names_of
from cases.models import NearDuplicate
from cases.models.case import NEGATIVE_FIRST, CaseQuerySet
from channels.models import Customer
from feedback_site.organisation.models import User

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
    opened_at: datetime
    closed_at: datetime | None
    owner_id: int | None
    owner_name: str | None
    category_name: str | None
    store_name: str | None
    channel_name: str | None
    customer_name: str | None
    customer_id: int | None
    is_maybe_twice: bool


COLUMNS = (
    "pk", "reference", "title", "state", "klass", "priority", "sentiment", "waiting_reason",
    "next_due_at", "opened_at", "closed_at", "owner_id", "customer_id",
)  # fmt: skip
# Their names are in the lists that the desk chooses from, which are remembered.
LISTED = {"category": "category_id", "store": "store_id", "channel": "channel_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place between two rows: after (or before) this moment and id; no moment is after all moments."""

    at: datetime | None
    pk: int
    is_backwards: bool = False
    # Where negative ones come first: 0 among these, 1 among the rest; else None.
    rank: int | None = None

    @classmethod
    def read(cls, text: str, *, is_backwards: bool = False) -> "Place | None":
        """Read what `write` wrote; None where that is not what it is."""
        at, _tilde, rest = text.partition("~")
        pk, _tilde, rank = rest.partition("~")
        try:
            moment = parse_datetime(at) if at else None
        except ValueError:
            return None
        if not pk.isdecimal() or len(pk) > 18 or (at and (moment is None or moment.tzinfo is None)):
            return None
        if rank not in ("", "0", "1"):
            return None
        return cls(
            at=moment, pk=int(pk), is_backwards=is_backwards, rank=int(rank) if rank else None
        )

    def write(self) -> str:
        """Spell it for an address."""
        rank = "" if self.rank is None else f"~{self.rank}"
        return f"{self.at.isoformat() if self.at else ''}~{self.pk}{rank}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """At most 50 cases in their order, and where the neighbouring pages begin."""

    lines: Sequence[Line]
    previous: Place | None = None
    next: Place | None = None


def page_of(
    cases: CaseQuerySet, place: Place | None, *, newest_by: str = "", negative_first: bool = False
) -> QueuePage:
    """Read one page by due time, what has no limit last; or the latest first by another moment.

    `negative_first` puts what was told in anger before the rest, each in that order.
    """
    column = newest_by or "next_due_at"
    is_backwards = place is not None and place.is_backwards
    if place is not None and (place.rank is not None) != negative_first:
        place = None  # of another order
    is_descending = bool(newest_by) != is_backwards
    if negative_first:
        lines = _read(_ranked(cases, column, place, is_descending))
    else:
        lines = _read(_parts(cases, column, place, is_descending))
    is_more, lines = len(lines) > PAGE, lines[:PAGE]
    if is_backwards:
        lines.reverse()
    if not lines:
        return QueuePage(lines=lines)

    def beside(line: Line, *, is_backwards: bool) -> Place:
        rank = int(line.sentiment != "negative") if negative_first else None
        return Place(at=getattr(line, column), pk=line.pk, is_backwards=is_backwards, rank=rank)

    has_previous = is_more if is_backwards else place is not None
    has_next = True if is_backwards else is_more
    return QueuePage(
        lines=lines,
        previous=beside(lines[0], is_backwards=True) if has_previous else None,
        next=beside(lines[-1], is_backwards=False) if has_next else None,
    )


def _read(parts: Iterable[CaseQuerySet]) -> list[Line]:
    rows: list[dict[str, Any]] = []
    for part in parts:
        rows += part.values(*COLUMNS, *LISTED.values(), **_names())[: PAGE + 1 - len(rows)]
        if len(rows) > PAGE:
            break
    names = names_of({(kind, row[key]) for row in rows for kind, key in LISTED.items() if row[key]})
    return [_line(row, names) for row in rows]


def _line(row: dict[str, Any], names: Mapping[Named, str]) -> Line:
    listed: dict[str, Any] = {
        f"{kind}_name": names.get((kind, row.pop(key))) for kind, key in LISTED.items()
    }
    return Line(**row, **listed)


def _names() -> dict[str, Subquery | Exists]:
    """Looked up for the rows of the page alone: joined tables, the database might join before it cuts."""
    shown = Coalesce(NullIf("display_name", Value("")), "username")
    owner = User.objects.filter(pk=OuterRef("owner_id")).values(shown=shown)
    customer = Customer.objects.filter(pk=OuterRef("customer_id")).values("name_masked")
    twice = NearDuplicate.objects.to_decide().filter(case=OuterRef("pk"))
    return {
        "owner_name": Subquery(owner),
        "customer_name": Subquery(customer),
        "is_maybe_twice": Exists(twice),
    }


def _ranked(
    cases: CaseQuerySet, column: str, place: Place | None, is_descending: bool
) -> Iterator[CaseQuerySet]:
    """Negative ones and then the rest, or from a place on: its own kind, and then what follows that.

    The first page is one part, in the order of an index; the second kind is asked for only where the
    first does not fill the page.
    """
    moment = F(column).desc(nulls_first=True) if is_descending else F(column).asc(nulls_last=True)
    pk = "-pk" if is_descending else "pk"
    if place is None:
        yield cases.order_by(NEGATIVE_FIRST, moment, pk)
        return
    negative = Q(sentiment="negative")
    own = negative if place.rank == 0 else ~negative
    yield from _parts(cases.filter(own), column, place, is_descending)
    # Backwards the negative ones come after the others.
    if (place.rank == 0) != place.is_backwards:
        yield from _parts(cases.filter(~own), column, None, is_descending)


def _parts(
    cases: CaseQuerySet, column: str, place: Place | None, is_descending: bool
) -> Iterator[CaseQuerySet]:
    """One part in the order of an index, or two that follow each other: with a moment, and without.

    The second is asked for only where the first does not fill the page.
    """
    moment = F(column).desc(nulls_first=True) if is_descending else F(column).asc(nulls_last=True)
    cases = cases.order_by(moment, "-pk" if is_descending else "pk")
    if place is None:
        yield cases
        return
    beyond = "lt" if is_descending else "gt"
    if place.at is None:
        yield cases.filter(**{column: None, f"pk__{beyond}": place.pk})
        if is_descending:
            yield cases.filter(**{f"{column}__isnull": False})
        return
    # The first condition is the index's; the second cuts among those of the same moment.
    yield cases.filter(
        Q(**{f"{column}__{beyond}": place.at}) | Q(**{f"pk__{beyond}": place.pk}),
        **{f"{column}__{beyond}e": place.at},
    )
    if not is_descending:
        yield cases.filter(**{column: None})
