"""Which remedies were noted as carried out while a case was open, as its history tells."""

from dataclasses import dataclass
from itertools import takewhile

from cases.kinds import EventKind
from cases.models import Case
from channels.kinds import Remedy

# What is done and not only said.
CARRIED_OUT = frozenset(
    {Remedy.REPRINT, Remedy.REFUND, Remedy.EXCHANGE, Remedy.VOUCHER, Remedy.REPAIR}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRemedy:
    """A remedy that was carried out, and what it cost, in the minor unit of the case's currency."""

    remedy: str
    cost: int


def noted_remedies(case: Case) -> list[NotedRemedy]:
    """Give them, the latest first: since the case was opened again, where it was, for then more is owed.

    What was carried out by solving the case is said by its solving.
    """
    rows = case.events.filter(kind__in=(EventKind.REMEDIED, EventKind.REOPENED)).order_by("-seq")
    since = takewhile(
        lambda row: row[0] != EventKind.REOPENED, rows.values_list("kind", "facts").iterator()
    )
    return [
        NotedRemedy(remedy=facts["remedy"], cost=facts["remedy_cost"])
        for _kind, facts in since
        if "remedy_cost" in facts
    ]
