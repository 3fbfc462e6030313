"""Rows and bars of the report page, each with the address of the list behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.display.words import Change, change, duration, percent
from reports.measures.definitions import MEASURES, Measure
from reports.measures.figures import Figures
from reports.periods import Period, weeks_of

BAR_WIDTH, BAR_HEIGHT = 8, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure as the page shows it."""

    measure: Measure
    value: str
    second: str
    n: int
    hits: int
    low: str
    high: str
    change: Change | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a volume table; `share` is its width in a hundred."""

    name: str
    n: int
    share: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One column of the chart, in its own units from the top left."""

    x: int
    y: int
    height: int
    name: str
    n: int
    url: str


def address(query: Mapping[str, str], **more: str) -> str:
    """Where the list behind a figure stands."""
    return reverse("admin:reports_drill") + "?" + urlencode({**query, **more})


def row(code: str, figures: Figures, before: Figures, query: Mapping[str, str]) -> Row:
    """Say one figure, with its interval, its change and its list."""
    measure, figure = MEASURES[code], figures.by_code[code]
    share = figure.share if measure.kind == "share" else None
    value, second = number_format(figure.hits, force_grouping=True), ""
    if measure.kind == "share":
        value = percent(share.share) if share else "–"
    elif measure.kind == "duration":
        value, second = duration(figure.median), duration(figure.p90)
    return Row(
        measure=measure,
        value=value,
        second=second,
        n=figure.n,
        hits=figure.hits,
        low=percent(share.low) if share else "",
        high=percent(share.high) if share else "",
        change=change(measure, figure, before.by_code[code]),
        url=address(query, measure=code),
    )


def lines(
    cut: str, figures: Figures, names: Mapping[object, str | Promise], query: Mapping[str, str]
) -> Sequence[Line]:
    """Say the volume by one cut, the largest first."""
    counted = sorted(figures.volume[cut], key=lambda pair: -pair[1])
    most = counted[0][1] if counted else 1
    return [
        Line(
            name=str(names.get(value) or _("not given")),
            n=n,
            share=max(1, round(n / most * 100)),
            url=address(query, measure="received", cut=cut, value=spelled(value)),
        )
        for value, n in counted
    ]


def bars(figures: Figures, period: Period, query: Mapping[str, str]) -> Sequence[Bar]:
    """Draw the volume of each week; a week without cases has its place too."""
    counted: Mapping[date, int] = dict(figures.volume["week"])
    most = max(counted.values(), default=1)
    drawn = []
    for at, week in enumerate(weeks_of(period)):
        n = counted.get(week, 0)
        height = round(n / most * BAR_HEIGHT)
        drawn.append(
            Bar(
                x=at * BAR_WIDTH,
                y=BAR_HEIGHT - height,
                height=height,
                name=date_format(week, "SHORT_DATE_FORMAT"),
                n=n,
                url=address(query, measure="received", cut="week", value=week.isoformat()),
            )
        )
    return drawn


def spelled(value: object) -> str:
    """Spell a cut's value for an address; nothing is "none"."""
    return "none" if value is None or value == "" else str(value)
