"""One page of a list at a time: as few columns as it shows, along one index, however deep."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.dateparse import parse_datetime

from cases.measures.desk_choices import Named, names_of
from cases.models import NearDuplicate
from cases.models.case import CaseQuerySet
from channels.models import Customer
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

PAGE = 50
_FIRST = Kept[Any](spare=("now",))


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
    department_name: str | None
    channel_name: str | None
    customer_name: str | None
    customer_id: int | None
    incident_id: int | None
    is_maybe_twice: bool
    severity: str
    language: str
    unanswered_since: datetime | None
    version: int


COLUMNS = (
    "pk", "reference", "title", "state", "klass", "priority", "sentiment", "waiting_reason",
    "next_due_at", "opened_at", "closed_at", "owner_id", "customer_id", "incident_id", "severity",
    "language", "unanswered_since", "version",
)  # fmt: skip
# Their names are in the lists that the desk chooses from, which are remembered.
LISTED = {
    "category": "category_id", "store": "store_id", "department": "department_id",
    "channel": "channel_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By one moment, the earliest or the latest first and what has none last; or first in groups.

    The groups come one after the other, each of them by the moment: `group_of` tells a row's. Where an
    index has the groups in order, `rank` is its first column: the first page is then one part.
    """

    column: str = "next_due_at"
    is_newest: bool = False
    groups: tuple[tuple[str, Q], ...] = ()
    group_of: Callable[[Line], str] = lambda line: ""
    rank: Any = None


BY_DUE = Order()
NEWEST = Order(column="opened_at", is_newest=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place between two rows: after (or before) this moment and id; no moment is after all moments.

    `group` is the row's, where the order has groups.
    """

    at: datetime | None
    pk: int
    is_backwards: bool = False
    group: str | None = None

    @classmethod
    def read(cls, text: str, *, is_backwards: bool = False) -> "Place | None":
        """Read what `write` wrote; None where that is not what it is."""
        at, _tilde, rest = text.partition("~")
        pk, has_group, group = rest.partition("~")
        try:
            moment = parse_datetime(at) if at else None
        except ValueError:
            return None
        if not pk.isdecimal() or len(pk) > 18 or (at and (moment is None or moment.tzinfo is None)):
            return None
        return cls(
            at=moment, pk=int(pk), is_backwards=is_backwards, group=group if has_group else None
        )

    def write(self) -> str:
        """Spell it for an address."""
        group = "" if self.group is None else f"~{self.group}"
        return f"{self.at.isoformat() if self.at else ''}~{self.pk}{group}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """At most 50 cases in their order, and where the neighbouring pages begin."""

    lines: Sequence[Line]
    previous: Place | None = None
    next: Place | None = None


def page_of(cases: CaseQuerySet, place: Place | None, order: Order = BY_DUE) -> QueuePage:
    """Read one page in an order."""
    if place is not None and (place.group is not None) != bool(order.groups):
        place = None  # of another order
    is_backwards = place is not None and place.is_backwards
    return _page(_lines(cases, order, place, order.is_newest != is_backwards), place, order)


def first_page_of(
    pick: Callable[[datetime], CaseQuerySet], order: Order, *, form: Hashable, now: datetime
) -> QueuePage:
    """As page_of, from the beginning; `form` names all that decides about what `pick` gives at a moment."""
    if order.groups:
        return page_of(pick(now), None, order)

    def first(now: datetime) -> Any:
        part = next(_parts(pick(now), order.column, None, order.is_newest))
        return _as_rows(part)[: PAGE + 1]

    rows = _FIRST.ask(first, (form, order.column, order.is_newest), now=now)
    return _page(_named(list(rows)), None, order)


def _page(lines: list[Line], place: Place | None, order: Order) -> QueuePage:
    is_backwards = place is not None and place.is_backwards
    is_more, lines = len(lines) > PAGE, lines[:PAGE]
    if is_backwards:
        lines.reverse()
    if not lines:
        return QueuePage(lines=lines)

    def beside(line: Line, *, is_backwards: bool) -> Place:
        group = order.group_of(line) if order.groups else None
        at = getattr(line, order.column)
        return Place(at=at, pk=line.pk, is_backwards=is_backwards, group=group)

    has_previous = is_more if is_backwards else place is not None
    has_next = True if is_backwards else is_more
    return QueuePage(
        lines=lines,
        previous=beside(lines[0], is_backwards=True) if has_previous else None,
        next=beside(lines[-1], is_backwards=False) if has_next else None,
    )


def _lines(
    cases: CaseQuerySet, order: Order, place: Place | None, is_descending: bool
) -> list[Line]:
    rows: list[dict[str, Any]] = []
    for part in _groups(cases, order, place, is_descending):
        rows += _as_rows(part)[: PAGE + 1 - len(rows)]
        if len(rows) > PAGE:
            break
    return _named(rows)


def _as_rows(part: CaseQuerySet) -> Any:
    return part.values(*COLUMNS, *LISTED.values(), **_names())


def _named(rows: Sequence[dict[str, Any]]) -> list[Line]:
    names = names_of({(kind, row[key]) for row in rows for kind, key in LISTED.items() if row[key]})
    return [_line(row, names) for row in rows]


def _groups(
    cases: CaseQuerySet, order: Order, place: Place | None, is_descending: bool
) -> Iterator[CaseQuerySet]:
    """The parts of all groups in their order, from the one that the place is in."""
    if not order.groups:
        yield from _parts(cases, order.column, place, is_descending)
        return
    names = [name for name, _condition in order.groups]
    if place is None or place.group not in names:
        place = None
        if order.rank is not None:
            yield cases.order_by(order.rank, F(order.column).asc(nulls_last=True), "pk")
            return
    groups = order.groups[::-1] if place is not None and place.is_backwards else order.groups
    if place is not None:
        begins = next(at for at, (name, _condition) in enumerate(groups) if name == place.group)
        groups = groups[begins:]
    for number, (_name, condition) in enumerate(groups):
        beside = None if number else place
        yield from _parts(cases.filter(condition), order.column, beside, is_descending)


def _line(row: dict[str, Any], names: Mapping[Named, str]) -> Line:
    listed: dict[str, Any] = {
        f"{kind}_name": names.get((kind, row.pop(key))) for kind, key in LISTED.items()
    }
    return Line(**row, **listed)


def _names() -> dict[str, Subquery | Coalesce]:
    """Looked up for the rows of the page alone: joined tables, the database might join before it cuts."""
    shown = Coalesce(NullIf("display_name", Value("")), "username")
    owner = User.objects.filter(pk=OuterRef("owner_id")).values(shown=shown)
    customer = Customer.objects.filter(pk=OuterRef("customer_id")).values("name_masked")
    # As a value and not by EXISTS: that the database would answer by reading all that are open.
    pairs = NearDuplicate.objects.to_decide().filter(case=OuterRef("pk"))
    twice = pairs.order_by().values(there=Value(value=True))[:1]
    return {
        "owner_name": Subquery(owner),
        "customer_name": Subquery(customer),
        "is_maybe_twice": Coalesce(Subquery(twice), Value(value=False)),
    }


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
