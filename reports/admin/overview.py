"""The first report: one page of figures, each with how sure it is and the cases behind it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback_site.csv_cells import csv_text
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs
from reports.admin.asking import Asked, asked_in
from reports.display.rows import bars, lines, row
from reports.measures.definitions import EXCLUSIONS, MEASURES, MISSED, VERSION
from reports.measures.places import words_of_cuts
from reports.rules.keeping import Answer, figures_for

# What stands on the cards, above all else: speed never without what it may have cost.
HEADLINES = ("received", "answer_felt", "solve_felt", "missed_resolve", "verified", "not_verified")
TIMES = ("answer_felt", "answer_agreed", "solve_felt", "solve_agreed")
OPEN_STILL = ("unanswered", "unsolved")
VERDICTS = ("verified", "unreachable", "no_contact", "declined", "not_verified", "reopened")


@require_safe
@needs(Ability.SEE_REPORTS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period beside those of the period before."""
    asked = asked_in(request)
    now = timezone.now()
    answer = figures_for(asked.selection, now=now)
    before = figures_for(asked.selection.before(), now=now)
    names = words_of_cuts(asked.selection.period.last)
    columns = bars(answer.figures, asked.selection.period, asked.query)

    def rows(codes: tuple[str, ...]) -> list[Any]:
        return [row(code, answer.figures, before.figures, asked.query) for code in codes]

    context = {
        "title": _("Report"),
        "form": asked.form,
        "period": asked.selection.period,
        "before": asked.selection.period.before(),
        "as_of": answer.as_of,
        "headlines": rows(HEADLINES),
        "times": rows(TIMES),
        "open_still": rows(OPEN_STILL),
        "missed": [one for one in rows(MISSED) if one.n],
        "verdicts": rows(VERDICTS),
        "exclusions": rows(EXCLUSIONS),
        "bars": columns,
        "chart_width": max(len(columns), 1) * 8,
        "most": max((one.n for one in columns), default=0),
        "volumes": [
            (_("By channel"), lines("channel", answer.figures, names["channel"], asked.query)),
            (_("By class"), lines("klass", answer.figures, names["klass"], asked.query)),
            (_("By category"), lines("category", answer.figures, names["category"], asked.query)),
        ],
        "measures": MEASURES.values(),
        "version": VERSION,
        "export_url": _with(reverse("admin:reports_export"), asked.query),
    }
    return render(request, "reports/overview.html", desk_context(admin.site, request, **context))


@require_safe
@needs(Ability.SEE_REPORTS)
def export(request: HttpRequest) -> HttpResponse:
    """Give the same figures as a CSV file."""
    asked = asked_in(request)
    answer = figures_for(asked.selection, now=timezone.now())
    period = asked.selection.period
    response = HttpResponse(csv_text(_table(asked, answer)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="report-{period.since}-{period.last}.csv"'
    )
    return response


def _table(asked: Asked, answer: Answer) -> list[list[object]]:
    head = [
        "measure", "name", "cut", "value", "n", "hits", "share", "low_95", "high_95",
        "median_seconds", "p90_seconds", "since", "last", "definitions", "as_of",
    ]  # fmt: skip
    period = asked.selection.period
    tail = [period.since, period.last, VERSION, answer.as_of.isoformat()]
    table: list[list[object]] = [list(head)]
    for code, measure in MEASURES.items():
        one = answer.figures.by_code[code]
        share = one.share if measure.kind == "share" else None
        sure = [share.share, share.low, share.high] if share else [None, None, None]
        table.append(
            [code, measure.name, "", "", one.n, one.hits, *sure, one.median, one.p90, *tail]
        )
    names = words_of_cuts(period.last)
    for cut, counted in answer.figures.volume.items():
        for value, n in counted:
            name = names.get(cut, {}).get(value, value)
            table.append(
                ["received", MEASURES["received"].name, cut, name, n, n, *[None] * 5, *tail]
            )
    return table


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
