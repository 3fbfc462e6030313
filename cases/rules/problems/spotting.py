"""Spotting: once an hour, what is told more often than usual is proposed as a recurring problem.

Nothing is linked, answered or closed by this: a manager accepts, or declines, which keeps the key quiet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import KeyKind, ProblemState
from cases.measures.problems.spike_counts import WINDOW, Counted, Named, cases_of, counted, named_by
from cases.measures.problems.spike_wordings import Worded, Wording, wordings
from cases.models import Case, Category, Problem, SpikePass
from cases.rules.problems.proposing import tell_deciders
from cases.triage.spikes import Spike, spikes
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

# Of keys that hold the same cases, the one that says most of what to look at.
NARROWEST = (
    KeyKind.MACHINE, KeyKind.PAPER_LOT, KeyKind.INK_LOT, KeyKind.STORE, KeyKind.WORDING,
    KeyKind.CATEGORY,
)  # fmt: skip
HOUR = timedelta(hours=1)
# Whoever gets more at once decides on none.
MOST_PROPOSED = 5
MOST_CASES = 200
# From this share of its cases on, a proposal is part of another; and both ways, another name for it.
SAME_FROM, TWINS_FROM = 0.5, 0.8
# A problem that was closed longer ago has not come back: it is another.
COMES_BACK_WITHIN = timedelta(days=180)


def _hour_in_words(hour: int) -> str:
    return f"{_moment(hour):%Y-%m-%d %H:%M} UTC"


SPOTTING = Sweep(code="cases.spot", title=_("Look for recurring problems"), label=_hour_in_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A spike with its cases."""

    spike: Spike
    kind: KeyKind
    cases: tuple[int, ...]
    named: Named


def sweep_spikes(*, now: datetime) -> int:
    """Search this hour, and the one before where nobody did; count the searches."""
    this = int(now.timestamp() // HOUR.total_seconds())
    hours = [this - 1, this]
    done = set(SpikePass.objects.filter(hour__in=hours).values_list("hour", flat=True))
    aside = set(stuck(SPOTTING).filter(row_id__in=hours))
    fresh = [hour for hour in hours if hour not in done | aside]
    return one_by_one(SPOTTING, fresh, partial(spot, now=now), now=now)


@transaction.atomic
def spot(hour: int, *, now: datetime, reads_wording: bool = True) -> SpikePass | None:
    """Search the cases up to one full hour. None where that was done meanwhile.

    Without `reads_wording` only what rows say is counted, and no text is read.
    """
    if SpikePass.objects.filter(hour=hour).exists():
        return None
    until = _moment(hour)
    ended = _ended(until)
    closed = {key: one.closed_at for key, one in ended.items() if one.closed_at is not None}
    counts = counted(until, closed=closed)
    worded = wordings(until, windows=counts.windows) if reads_wording else Worded()
    found = _found(counts, {one.series.key: one for one in worded.groups}, until)
    made = [
        _propose(
            one, counts, len(worded.groups), earlier=ended.get(one.spike.series.key), until=until,
            now=now,
        )
        for one in _fresh(found, now)
    ]  # fmt: skip
    return SpikePass.objects.create(
        hour=hour, asked=len(counts.series) + len(worded.groups), proposed=len(made),
        left_out=worded.left_out, done_at=now,
    )  # fmt: skip


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR.total_seconds(), tz=UTC)


def _ended(until: datetime) -> Mapping[str, Problem]:
    """The latest closed problem of each key, as far as one may come back."""
    rows = Problem.objects.filter(
        state=ProblemState.CLOSED, closed_at__gt=until - COMES_BACK_WITHIN
    ).exclude(key="")
    return {one.key: one for one in rows.order_by("closed_at")}


def _found(counts: Counted, worded: Mapping[str, Wording], until: datetime) -> Iterator[_Found]:
    """Read the cases behind each spike, the least likely first."""
    every = [*counts.series, *(one.series for one in worded.values())]
    for spike in spikes(every, whole=counts.whole):
        kind, key = KeyKind(spike.series.kind), spike.series.key
        if kind == KeyKind.WORDING:
            group = worded[key]
            yield _Found(
                spike=spike, kind=kind, cases=group.cases[:MOST_CASES],
                named=Named(about="、".join(group.words)[:120], category_id=group.category_id),
            )  # fmt: skip
            continue
        cases = cases_of(kind, key, since=until - WINDOW, until=until)
        ids = tuple(cases.values_list("pk", flat=True)[:MOST_CASES])
        yield _Found(spike=spike, kind=kind, cases=ids, named=named_by(kind, key))


def _fresh(found: Iterator[_Found], now: datetime) -> list[_Found]:
    """Leave out what somebody decides on or has declined lately, and what is another's cases again."""
    known = [
        (one.key, frozenset(one.proposed))
        for one in Problem.objects.filter(
            state__in=(ProblemState.PROPOSED, ProblemState.OPEN, ProblemState.DECLINED)
        )
        if one.state != ProblemState.DECLINED or (one.quiet_until and one.quiet_until > now)
    ]
    kept: list[_Found] = []
    for one in found:
        if any(one.spike.series.key == key or _same(one.cases, cases) for key, cases in known):
            continue
        twin = next((other for other in kept if _twins(one, other)), None)
        if twin is not None and _narrowness(one) < _narrowness(twin):
            kept[kept.index(twin)] = one
        elif not any(_same(one.cases, frozenset(other.cases)) for other in kept):
            kept.append(one)
    return kept[:MOST_PROPOSED]


def _same(cases: Sequence[int], known: frozenset[int]) -> bool:
    return bool(cases) and len(known.intersection(cases)) >= SAME_FROM * len(cases)


def _twins(one: _Found, other: _Found) -> bool:
    """Whether two keys hold nearly the same cases, so that either names them."""
    shared = len(set(one.cases).intersection(other.cases))
    return shared >= TWINS_FROM * max(len(one.cases), len(other.cases))


def _narrowness(one: _Found) -> int:
    return NARROWEST.index(one.kind)


def _propose(
    one: _Found, counts: Counted, worded: int, *, earlier: Problem | None, until: datetime,
    now: datetime,
) -> Problem:  # fmt: skip
    series = one.spike.series
    named = one.named
    category = Category.objects.get(pk=named.category_id) if named.category_id else None
    problem = Problem.objects.create(
        kind=one.kind, key=series.key, about=named.about, category=category,
        store_id=named.store_id or _only_store(one.cases),
        department_id=category.department_id if category else None,
        since=until - WINDOW, proposed=list(one.cases), earlier=earlier, found_at=now,
        figures={
            "now": series.now, "expected": round(one.spike.expected, 3),
            "chance": one.spike.chance, "asked": len(counts.series) + worded,
            "windows": len(series.before), "before": list(series.before),
        },
    )  # fmt: skip
    body = {"key": series.key, "cases": len(one.cases), "people": series.now}
    entry = Entry(verb="problem.proposed", subject=f"problem:{problem.pk}", body=body)
    record([entry], now=now)
    tell_deciders(problem, now=now)
    return problem


def _only_store(case_ids: Sequence[int]) -> int | None:
    """The store of all of them, where it is one: its people see what is of their place."""
    stores = set(Case.objects.filter(pk__in=case_ids).values_list("store", flat=True))
    return stores.pop() if len(stores) == 1 else None
