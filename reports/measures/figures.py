"""Counting: all figures of a question in a fixed number of statements, and the list behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from reports.measures.definitions import MEASURES, Measure
from reports.measures.selection import Cohort, Selection
from reports.models.case_fact import CaseFactQuerySet
from surveys.scoring import Share, wilson

# What a figure may be cut by, and the column of it.
CUTS: Mapping[str, str] = {
    "week": "opened_week",
    "channel": "channel_id",
    "category": "category_id",
    "klass": "klass",
}
# What a list may be cut by: a volume by store would be as long as the chain.
LISTED_BY: Mapping[str, str] = {**CUTS, "store": "store_id"}
# What conditions, durations and cuts read.
_READ = (
    "state", "outcome", "opened_week", "channel_id", "category_id", "klass", "answer_felt",
    "answer_agreed", "solve_felt", "solve_agreed", "times_solved", "times_not_solved", "times_reopened",
    "clocks_decided", "clocks_missed",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number: `n` cases it is about, `hits` that it counts; seconds for a duration."""

    n: int
    hits: int
    median: float | None = None
    p90: float | None = None

    @property
    def share(self) -> Share | None:
        """The share of hits with its interval; None where there is no case."""
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of one question; `volume` counts the cases received, by cut and then by its value."""

    by_code: Mapping[str, Figure]
    volume: Mapping[str, Sequence[tuple[Any, int]]]


def figures_of(selection: Selection) -> Figures:
    """Count everything, in four statements whatever is asked."""
    found: dict[str, tuple[int, int, list[float] | None]] = {}
    for (cohort, is_excluded), measures in _together().items():
        facts = selection.facts(cohort) if is_excluded else selection.counted(cohort)
        found |= _count(facts, measures)
    return Figures(
        by_code={code: _figure(*found[code]) for code in MEASURES},
        volume=_volume(selection.counted("opened")),
    )


def cases_of(
    selection: Selection, measure: Measure, *, cut: str = "", value: object = None
) -> CaseFactQuerySet:
    """Give the facts of exactly the cases that a figure counts, newest first.

    `cut` and `value` narrow it to one line of a volume table; a value of None is "none".
    """
    facts = (
        selection.facts(measure.cohort)
        if measure.is_excluded
        else selection.counted(measure.cohort)
    )
    if measure.listed:
        facts = facts.filter(RawSQL(measure.listed, (), output_field=BooleanField()))  # noqa: S611
    if cut:
        facts = facts.filter(**{LISTED_BY[cut]: value})
    return facts.order_by("-opened_on", "-case_id")


def _together() -> dict[tuple[Cohort, bool], list[Measure]]:
    """Measures that one statement can answer: of the same cohort, and excluded or not."""
    groups: dict[tuple[Cohort, bool], list[Measure]] = {}
    for measure in MEASURES.values():
        groups.setdefault((measure.cohort, measure.is_excluded), []).append(measure)
    return groups


def _count(
    facts: CaseFactQuerySet, measures: Sequence[Measure]
) -> dict[str, tuple[int, int, list[float] | None]]:
    """Answer some measures in one pass over the facts."""
    wanted = []
    for one in measures:
        wanted += [
            _counter(one.base),
            _counter(one.listed),
            # Interpolated as SQL:2003 says; rows without a duration are left out by themselves.
            f"percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {one.column})"
            if one.column
            else "NULL",
        ]
    row = rows_of(facts, f"SELECT {', '.join(wanted)}")[0]
    return {
        one.code: (row[3 * at], row[3 * at + 1], row[3 * at + 2]) for at, one in enumerate(measures)
    }


def _counter(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})" if condition else "count(*)"


def _figure(n: int, hits: int, percentiles: list[float] | None) -> Figure:
    median, p90 = percentiles or (None, None)
    return Figure(n=n, hits=hits, median=median, p90=p90)


def _volume(received: CaseFactQuerySet) -> dict[str, Sequence[tuple[Any, int]]]:
    """Count by each cut, in one statement."""
    columns = ", ".join(CUTS.values())
    sets = ", ".join(f"({column})" for column in CUTS.values())
    rows = rows_of(
        received,
        f"SELECT GROUPING({columns}), {columns}, count(*)",
        f"GROUP BY GROUPING SETS ({sets})",
    )
    # A set's number has the bit of each column that is NOT in it, the first column's the highest.
    everything = 2 ** len(CUTS) - 1
    found: dict[str, Sequence[tuple[Any, int]]] = {}
    for at, cut in enumerate(CUTS):
        number = everything - 2 ** (len(CUTS) - 1 - at)
        mine = [(row[1 + at], row[-1]) for row in rows if row[0] == number]
        found[cut] = sorted(mine, key=lambda pair: (pair[0] is None, pair[0]))
    return found


def rows_of(facts: CaseFactQuerySet, what: str, how: str = "") -> list[tuple[Any, ...]]:
    """Ask about the rows of a queryset; both texts are made of names of ours only."""
    inner, values = facts.order_by().values(*_READ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{what} FROM ({inner}) AS reports_casefact {how}", values)
        return list(cursor.fetchall())
