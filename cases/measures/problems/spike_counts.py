"""How many people told of each key in the last window and in those before: two statements for all keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from cases.incident_kinds import KeyKind
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import CALLED_OFF
from cases.triage.spikes import Series

WINDOW = timedelta(days=7)
# So many windows of history; a season is longer, a habit shorter.
WINDOWS = 12
# With less history nothing tells the usual from the unusual.
LEAST_WINDOWS = 4
# What is of one thing that comes and goes: it has no history from before it was first met.
_YOUNG = frozenset({KeyKind.MACHINE, KeyKind.PAPER_LOT, KeyKind.INK_LOT})

# People, not cases: who complains five times is one. What a problem explains already is no news, and no
# usual either. What was told before a problem of this key was closed is not its coming back.
_COUNT = """
WITH told AS (
    SELECT one.store_id, one.category_id, one.machine, one.paper_lot, one.ink_lot, one.opened_at,
           coalesce(customer.person_id, customer.id, -one.id) AS who,
           floor(extract(epoch FROM %(until)s - one.opened_at) / %(seconds)s)::int AS back
    FROM cases_case AS one LEFT JOIN channels_customer AS customer ON customer.id = one.customer_id
    WHERE one.opened_at > %(since)s AND one.opened_at <= %(until)s AND one.problem_id IS NULL
          AND one.state <> ALL(%(called_off)s)
)
SELECT kind, keyed.key, back, count(DISTINCT who)
FROM told
CROSS JOIN LATERAL (VALUES
    ('all', 'all'),
    ('store', 'store:' || store_id || ':' || category_id),
    ('category', 'category:' || category_id),
    ('machine', 'machine:' || coalesce(store_id, 0) || ':' || nullif(machine, '')),
    ('paper_lot', 'paper_lot:' || nullif(paper_lot, '')),
    ('ink_lot', 'ink_lot:' || nullif(ink_lot, ''))
) AS keyed (kind, key)
LEFT JOIN unnest(%(closed)s::text[], %(closed_at)s::timestamptz[]) AS ended (key, at)
    ON ended.key = keyed.key
WHERE keyed.key IS NOT NULL AND (back > 0 OR ended.at IS NULL OR opened_at > ended.at)
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All series of one moment; `whole` counts everybody, `windows` how many there are before the last."""

    series: Sequence[Series]
    whole: Series
    windows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What cases have in common; `about` says it where no row does."""

    about: str = ""
    category_id: int | None = None
    store_id: int | None = None


def counted(until: datetime, *, closed: Mapping[str, datetime]) -> Counted:
    """Count up to a moment; `closed` says since when the problems of some keys are closed."""
    counts = _counts(until, closed)
    total = counts.pop(("all", "all"), {})
    windows = min(max(total, default=0), WINDOWS)
    return Counted(
        series=list(_series(counts, windows)) if windows >= LEAST_WINDOWS else [],
        whole=_one("all", "all", total, windows),
        windows=windows,
    )


def cases_of(kind: KeyKind, key: str, *, since: datetime, until: datetime) -> CaseQuerySet:
    """Give the cases under a key that no problem has yet, the latest first."""
    return (
        Case.objects.filter(
            _under(kind, key), opened_at__gt=since, opened_at__lte=until, problem=None
        )
        .exclude(state__in=sorted(CALLED_OFF))
        .order_by("-opened_at", "-pk")
    )


def named_by(kind: KeyKind, key: str) -> Named:
    """Take a key apart, as _COUNT put it together."""
    _kind, *parts = key.split(":", 2)
    match kind:
        case KeyKind.STORE:
            return Named(store_id=int(parts[0]), category_id=int(parts[1]))
        case KeyKind.CATEGORY:
            return Named(category_id=int(parts[0]))
        case KeyKind.MACHINE:
            return Named(store_id=int(parts[0]) or None, about=parts[1])
        case _:
            return Named(about=":".join(parts))


def _under(kind: KeyKind, key: str) -> Q:
    named = named_by(kind, key)
    match kind:
        case KeyKind.STORE:
            return Q(store=named.store_id, category=named.category_id)
        case KeyKind.CATEGORY:
            return Q(category=named.category_id)
        case KeyKind.MACHINE:
            return Q(store=named.store_id, machine=named.about)
        case KeyKind.PAPER_LOT | KeyKind.INK_LOT:
            return Q(**{kind.value: named.about})
        case _:
            return Q(pk__in=())


def _counts(
    until: datetime, closed: Mapping[str, datetime]
) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "until": until, "since": until - WINDOW * (WINDOWS + 1),
                "seconds": WINDOW.total_seconds(), "called_off": sorted(CALLED_OFF),
                "closed": list(closed), "closed_at": list(closed.values()),
            },
        )  # fmt: skip
        for kind, key, back, people in cursor.fetchall():
            found.setdefault((kind, key), {})[back] = people
    return found


def _series(counts: Mapping[tuple[str, str], Mapping[int, int]], windows: int) -> Iterator[Series]:
    for (kind, key), by_window in counts.items():
        own = min(max(by_window), windows) if kind in _YOUNG else windows
        yield _one(kind, key, by_window, own)


def _one(kind: str, key: str, by_window: Mapping[int, int], windows: int) -> Series:
    return Series(
        kind=kind, key=key, now=by_window.get(0, 0),
        before=tuple(by_window.get(back, 0) for back in range(1, windows + 1)),
    )  # fmt: skip
