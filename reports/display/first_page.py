"""What a manager's first page says: stores line by line, and what is getting worse; asks nothing itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.display.rows import address, spelled
from reports.display.words import percent
from reports.measures.stores import StoreState
from reports.measures.worsening import MoreCases, MoreMissed, Worsening
from reports.periods import Period
from reports.rising import directions_of
from surveys.scoring import wilson

Names = Mapping[str, Mapping[object, str]]
# A page that is read while standing: what is beyond is one click away.
MOST_RISING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count and where its cases are; "" where no list can show exactly them."""

    n: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """One store as the page shows it; `trend` says in words whether more came in than chance explains."""

    name: str
    open: Number
    overdue: Number
    confirmed: Number
    asked: int
    share: str
    between: str
    received: Number
    before: Number
    direction: str
    trend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """One thing that got worse, in a sentence with its numbers, and its cases."""

    kind: str
    name: str
    what: str
    sure: str
    url: str


def store_lines(
    states: Iterable[StoreState], names: Mapping[object, str], span: Period
) -> list[StoreLine]:
    """Put stores into words; whether one moved beyond chance is judged among all of them."""
    states = list(states)
    directions = directions_of([(one.received, one.received_before) for one in states])
    return [
        _line(one, direction, names, span)
        for one, direction in zip(states, directions, strict=True)
    ]


def rising(
    found: Worsening, names: Names, week: Period, weeks: Period
) -> tuple[Sequence[Rising], int]:
    """Put what got worse into words, volumes first; and how many more there are than are shown."""
    told = [
        *_more_cases(found.more_cases, names, week), *_more_missed(found.more_missed, names, weeks),
    ]  # fmt: skip
    return told[:MOST_RISING], max(len(told) - MOST_RISING, 0)


def _line(
    state: StoreState, direction: str, names: Mapping[object, str], span: Period
) -> StoreLine:
    share = wilson(state.confirmed, state.asked)
    before = span.before()
    return StoreLine(
        name=_name(names, state.store_id),
        open=Number(n=state.open, url=_queue("all_open", state.store_id)),
        overdue=Number(n=state.overdue, url=_queue("overdue", state.store_id)),
        confirmed=Number(n=state.confirmed, url=_cases("verified", "store", state.store_id, span)),
        asked=state.asked,
        share=percent(share.share) if share else "–",
        between=f"{percent(share.low)} – {percent(share.high)}" if share else "",
        received=Number(n=state.received, url=_cases("received", "store", state.store_id, span)),
        before=Number(
            n=state.received_before, url=_cases("received", "store", state.store_id, before)
        ),
        direction=direction, trend=_trend(direction),
    )  # fmt: skip


def _trend(direction: str) -> str:
    if not direction:
        return _("no more than chance")
    return _("more than by chance") if direction == "up" else _("fewer than by chance")


def _more_cases(found: Iterable[MoreCases], names: Names, days: Period) -> Iterator[Rising]:
    for one in found:
        spike = one.spike
        words = {
            "n": spike.series.now, "days": days.days, "low": spike.low, "high": spike.high,
            "weeks": len(spike.series.before), "all": sum(spike.series.before),
        }  # fmt: skip
        yield Rising(
            kind=one.kind, name=_name(names[one.kind], one.value),
            what=ngettext(
                "%(n)s case in %(days)s days", "%(n)s cases in %(days)s days", spike.series.now
            ) % words,
            sure=_("usual is %(low)s to %(high)s a week (95 %%; %(weeks)s weeks before, n = %(all)s)")
            % words,
            url=_cases("received", one.kind, one.value, days),
        )  # fmt: skip


def _more_missed(found: Iterable[MoreMissed], names: Names, days: Period) -> Iterator[Rising]:
    for one in found:
        now, before = one.rise.now, one.rise.before
        yield Rising(
            kind=one.kind, name=_name(names[one.kind], one.value),
            what=_("%(share)s missed a limit: %(hits)s of %(n)s in %(days)s days")
            % {"share": percent(now.share), "hits": now.hits, "n": now.n, "days": days.days},
            sure=_("before %(share)s (n = %(n)s); %(low)s to %(high)s points more (95 %%)")
            % {
                "share": percent(before.share), "n": before.n, "low": _points(one.rise.low),
                "high": _points(one.rise.high),
            },
            url=_cases("missed_any", one.kind, one.value, days),
        )  # fmt: skip


def _points(share: float) -> str:
    return number_format(round(share * 100, 1), decimal_pos=1)


def _name(names: Mapping[object, str], value: int | None) -> str:
    return names.get(value) or (_("no store") if value is None else _("not given"))


def _queue(code: str, store_id: int | None) -> str:
    return f"{reverse('admin:cases_queue', args=(code,))}?{urlencode({'store': spelled(store_id)})}"


def _cases(measure: str, cut: str, value: int | None, days: Period) -> str:
    span = {"period": "days", "since": days.since.isoformat(), "last": days.last.isoformat()}
    return address(span, measure=measure, cut=cut, value=spelled(value))
