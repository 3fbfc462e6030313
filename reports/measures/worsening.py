"""What is getting worse: stores and categories with more cases, or more missed limits, than chance explains.

One statement counts everything by weeks of seven full days. Volumes are judged as recurring problems are
(cases.triage.spikes), each against its own weeks; shares of missed limits by Fisher's exact test with
Newcombe's interval. Of all that is asked about, only what passes the step-up of Benjamini and Hochberg is
told, volumes and shares each for themselves.

A limit that is not decided yet counts nowhere. Of young cases those that went well are decided first, so
that a rise shows rather too late than too early.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db import connection

from cases.triage.spikes import FALSE_SHARE, Series, Spike, adjusted, spikes
from feedback_site.organisation.models import User
from reports.measures.definitions import MEASURES
from reports.models import CaseFact
from reports.models.case_fact import EXCLUDED
from reports.periods import Period, last_full_days
from reports.rising import Rise, rise_of

WEEK = 7
# The last week beside the twelve before it; limits take four weeks, for each has few cases.
WEEKS, WEEKS_OF_LIMITS = 13, 4
# With less history nothing tells the usual from the unusual.
LEAST_WEEKS = 4
# Fewer cases than these are told of one by one elsewhere; and a smaller rise changes nobody's day.
FEWEST, FOLD, POINTS = 5, 1.25, 0.05
FEWEST_DECIDED = 10
_MISSED = MEASURES["missed_any"]
_COUNT = """
SELECT CASE WHEN GROUPING(store_id) = 0 THEN 'store'
            WHEN GROUPING(category_id) = 0 THEN 'category' ELSE 'all' END,
       coalesce(store_id, category_id), back, count(*),
       count(*) FILTER (WHERE {decided}), count(*) FILTER (WHERE {missed})
FROM (
    SELECT *, (%s::date - opened_on) / %s AS back FROM ({facts}) AS fact
) AS reports_casefact
GROUP BY GROUPING SETS ((store_id, back), (category_id, back), (back))
"""
Kind = Literal["store", "category"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreCases:
    """More cases in the last seven full days than this store or category lets one expect."""

    kind: Kind
    value: int
    spike: Spike


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreMissed:
    """A larger share of missed limits in the last four weeks than in those before."""

    kind: Kind
    value: int
    rise: Rise


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsening:
    """What stands out, the least likely by chance first; and of how much that was asked.

    `weeks` is how many weeks of history there are; under LEAST_WEEKS nothing can be said.
    """

    more_cases: Sequence[MoreCases]
    more_missed: Sequence[MoreMissed]
    stores: int
    categories: int
    weeks: int

    @property
    def is_too_young(self) -> bool:
        """Whether there is no history to compare with."""
        return self.weeks < LEAST_WEEKS


# By kind and key: of each week back the cases, those with a decided limit, those that missed one.
_Counts = Mapping[tuple[str, int], Mapping[int, tuple[int, int, int]]]


def week_of_volume(today: date) -> Period:
    """The days in which more cases came in."""
    return last_full_days(today, WEEK)


def weeks_of_limits(today: date) -> Period:
    """The days whose cases missed more limits."""
    return last_full_days(today, WEEK * WEEKS_OF_LIMITS)


def worsening_of(user: User, *, today: date) -> Worsening:
    """Look at what lies in this person's places."""
    counts = dict(_counts(user, today))
    whole = counts.pop(("all", 0), {})
    weeks = min(max(whole, default=0), WEEKS - 1)
    kept = {key: by_week for key, by_week in counts.items() if key[1]}
    is_old = weeks >= LEAST_WEEKS
    return Worsening(
        more_cases=_more_cases(kept, whole, weeks) if is_old else (),
        more_missed=_more_missed(kept) if is_old else (),
        stores=sum(kind == "store" for kind, _key in kept),
        categories=sum(kind == "category" for kind, _key in kept), weeks=weeks,
    )  # fmt: skip


def _counts(user: User, today: date) -> _Counts:
    days = last_full_days(today, WEEK * WEEKS)
    facts = (
        CaseFact.objects.visible_to(user)
        .in_places_of(user)
        .opened_within(days.since, days.last)
        .exclude(state__in=EXCLUDED)
        .values("store_id", "category_id", "opened_on", "clocks_decided", "clocks_missed")
    )
    inner, values = facts.query.sql_with_params()
    sql = _COUNT.format(decided=_MISSED.base, missed=_MISSED.listed, facts=inner)
    found: dict[tuple[str, int], dict[int, tuple[int, int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [days.last, WEEK, *values])
        for kind, key, back, *numbers in cursor.fetchall():
            found.setdefault((kind, key or 0), {})[back] = tuple(numbers)
    return found


def _more_cases(
    counts: _Counts, whole: Mapping[int, tuple[int, int, int]], weeks: int
) -> Sequence[MoreCases]:
    found = spikes(
        [_series(kind, str(key), by_week, weeks) for (kind, key), by_week in counts.items()],
        whole=_series("all", "0", whole, weeks), fewest=FEWEST, fold=FOLD,
    )  # fmt: skip
    return [
        MoreCases(kind=_kind(one.series.kind), value=int(one.series.key), spike=one)
        for one in found
    ]


def _series(kind: str, key: str, by_week: Mapping[int, tuple[int, int, int]], weeks: int) -> Series:
    numbers = [by_week[back][0] if back in by_week else 0 for back in range(weeks + 1)]
    return Series(kind=kind, key=key, now=numbers[0], before=tuple(numbers[1:]))


def _more_missed(counts: _Counts) -> Sequence[MoreMissed]:
    asked: list[MoreMissed] = []
    for (kind, key), by_week in counts.items():
        now = _limits(by_week, range(WEEKS_OF_LIMITS))
        before = _limits(by_week, range(WEEKS_OF_LIMITS, WEEKS))
        if min(now[1], before[1]) < FEWEST_DECIDED:
            continue
        if (rise := rise_of(now, before)) is not None:
            asked.append(MoreMissed(kind=_kind(kind), value=key, rise=rise))
    shares = adjusted([one.rise.chance for one in asked])
    rose = [
        one
        for one, share in zip(asked, shares, strict=True)
        if share <= FALSE_SHARE and one.rise.now.share - one.rise.before.share >= POINTS
    ]
    return sorted(rose, key=lambda one: one.rise.chance)


def _limits(by_week: Mapping[int, tuple[int, int, int]], weeks: range) -> tuple[int, int]:
    """How many missed a limit, of how many with a decided one."""
    found = [by_week[back] for back in weeks if back in by_week]
    return sum(one[2] for one in found), sum(one[1] for one in found)


def _kind(text: str) -> Kind:
    return "store" if text == "store" else "category"
