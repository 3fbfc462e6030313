"""One page of a list at a time: as few columns as it shows, along one index, however deep."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
# What a page still needs is rounded up to one of three numbers: how much is asked for stands in the SQL.
_STEP = (PAGE + 1) // 3
_KEPT = Kept[Any](spare=("now",))


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

    @property
    def code(self) -> Hashable:
        """What tells it from the others."""
        return self.column, self.is_newest, tuple(name for name, _condition in self.groups)


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

    def asked(part: "_Part", most: int) -> Any:
        return _as_rows(part.of(cases, **part.values))[:most]

    return _read(asked, _place_in(order, place), order)


def kept_page_of(
    pick: Callable[..., CaseQuerySet], place: Place | None, order: Order, *, form: Hashable,
    **values: object,
) -> QueuePage:  # fmt: skip
    """As page_of, by kept queries; `form` names all that decides about what `pick` gives for these values.

    A moment `now` may be of no use to it.
    """

    def asked(part: "_Part", most: int) -> Any:
        own = part.values

        def build(**given: Any) -> Any:
            beyond = {name: given.pop(name) for name in own}
            return _as_rows(part.of(pick(**given), **beyond))[:most]

        return _KEPT.ask(build, (form, order.code, part.code, most), **values, **own)

    return _read(asked, _place_in(order, place), order)


def _place_in(order: Order, place: Place | None) -> Place | None:
    """The place, if it is one of this order and not of another."""
    return place if place is None or (place.group is not None) == bool(order.groups) else None


def _read(ask: Callable[["_Part", int], Any], place: Place | None, order: Order) -> QueuePage:
    is_backwards = place is not None and place.is_backwards
    rows: list[dict[str, Any]] = []
    for part in _parts(order, place, is_descending=order.is_newest != is_backwards):
        missing = PAGE + 1 - len(rows)
        rows += ask(part, -(-missing // _STEP) * _STEP)
        if len(rows) > PAGE:
            break
    return _page(_named(rows[: PAGE + 1]), place, order)


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


def _as_rows(part: CaseQuerySet) -> Any:
    return part.values(*COLUMNS, *LISTED.values(), **_names())


def _named(rows: Sequence[dict[str, Any]]) -> list[Line]:
    names = names_of({(kind, row[key]) for row in rows for kind, key in LISTED.items() if row[key]})
    return [_line(row, names) for row in rows]


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


def _parts(order: Order, place: Place | None, *, is_descending: bool) -> Iterator["_Part"]:
    """The parts of all groups in their order, from the one that the place is in."""
    make = partial(_Part, order=order, is_descending=is_descending)
    names: list[str | None] = [name for name, _condition in order.groups] or [None]
    if place is None or place.group not in names:
        if order.rank is not None:
            yield make(group=None, half="ranked")
            return
        place = None
    if place is not None and place.is_backwards:
        names.reverse()
    if place is not None:
        names = names[names.index(place.group) :]
        for half in _halves(place, is_descending=is_descending):
            yield make(group=names[0], half=half, place=place)
        del names[0]
    for name in names:
        yield make(group=name, half="all")


def _halves(place: Place, *, is_descending: bool) -> tuple[str, ...]:
    """Beyond a place lie one part in the order of an index, or two: with a moment, and without.

    The second is asked for only where the first does not fill the page.
    """
    if place.at is None:
        return ("undated beyond", "dated") if is_descending else ("undated beyond",)
    return ("beyond",) if is_descending else ("beyond", "undated")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One run along an index: of all rows, of a group or of a half of it, perhaps from a place on."""

    order: Order
    is_descending: bool
    group: str | None
    half: str
    place: Place | None = None

    @property
    def code(self) -> Hashable:
        """All that decides about its SQL, beside the order."""
        return self.group, self.half, self.is_descending

    @property
    def values(self) -> dict[str, Any]:
        """Those of the place that stand in its SQL."""
        if self.place is None or not self.half.endswith("beyond"):
            return {}
        pk = {"pk": self.place.pk}
        return pk if self.half.startswith("undated") else {"at": self.place.at, **pk}

    def of(self, cases: CaseQuerySet, at: datetime | None = None, pk: int = 0) -> CaseQuerySet:
        """Keep its rows of these cases, in their order."""
        column = self.order.column
        if self.half == "ranked":
            return cases.order_by(self.order.rank, F(column).asc(nulls_last=True), "pk")
        if self.group is not None:
            cases = cases.filter(dict(self.order.groups)[self.group])
        moment, key = F(column).asc(nulls_last=True), "pk"
        if self.is_descending:
            moment, key = F(column).desc(nulls_first=True), "-pk"
        return self._half_of(cases.order_by(moment, key), at, pk)

    def _half_of(self, cases: CaseQuerySet, at: datetime | None, pk: int) -> CaseQuerySet:
        column, beyond = self.order.column, "lt" if self.is_descending else "gt"
        if self.half == "beyond":
            # The first condition is the index's; the second cuts among those of the same moment.
            return cases.filter(
                Q(**{f"{column}__{beyond}": at}) | Q(**{f"pk__{beyond}": pk}),
                **{f"{column}__{beyond}e": at},
            )
        if self.half == "undated beyond":
            return cases.filter(**{column: None, f"pk__{beyond}": pk})
        if self.half == "all":
            return cases
        return cases.filter(**{f"{column}__isnull": self.half == "undated"})
