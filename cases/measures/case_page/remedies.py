"""What was noted as done while a case was open, and still stands: remedies, decisions, visits, promises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.kinds import EventKind
from cases.models import Case
from channels.kinds import Remedy

# What is done and not only said.
CARRIED_OUT = frozenset(
    {Remedy.REPRINT, Remedy.REFUND, Remedy.EXCHANGE, Remedy.VOUCHER, Remedy.REPAIR}
)


# What is noted on its own while the case goes on, and may have been noted by mistake.
NOTINGS = frozenset(
    {EventKind.REMEDIED, EventKind.REVIEWED, EventKind.VISITED, EventKind.PROMISE_KEPT}
)
# What says which of these stand.
SAYS_WHICH = NOTINGS | {EventKind.REOPENED, EventKind.NOTING_TAKEN_BACK}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRemedy:
    """A remedy that was carried out, and what it cost, in the minor unit of the case's currency."""

    remedy: str
    cost: int


def standing(rows: Iterable[Row]) -> Iterator[Row]:
    """Keep what was noted by itself and stands, of a history that is given the latest first.

    Since the case was opened again, where it was, for then more is owed; nothing that was taken back. What
    was carried out by solving the case is said by its solving, and goes with it. A row is an event's `kind`,
    `seq` and `facts`.
    """
    gone: set[int] = set()
    for row in rows:
        kind, facts = row["kind"], row["facts"]
        if kind == EventKind.REOPENED:
            return
        if kind == EventKind.NOTING_TAKEN_BACK:
            gone.update(facts.get("takes_back", ()))
        is_by_itself = kind in NOTINGS and (kind != EventKind.REMEDIED or "remedy_cost" in facts)
        if is_by_itself and row["seq"] not in gone:
            yield row


def standing_of(case: Case) -> list[Row]:
    """Give them, the latest first. One statement."""
    rows = case.events.filter(kind__in=SAYS_WHICH).order_by("-seq").values("kind", "seq", "facts")
    return list(standing(rows.iterator()))


def noted_remedies(case: Case) -> list[NotedRemedy]:
    """Give the remedies among them, the latest first."""
    return [
        NotedRemedy(remedy=row["facts"]["remedy"], cost=row["facts"]["remedy_cost"])
        for row in standing_of(case)
        if row["kind"] == EventKind.REMEDIED
    ]
