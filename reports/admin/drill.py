"""The list behind a figure: exactly the cases that it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs
from feedback_site.typed_numbers import id_in
from reports.admin.asking import asked_in
from reports.display.words import duration
from reports.measures.definitions import MEASURES, VERSION, Measure
from reports.measures.figures import LISTED_BY, cases_of
from reports.measures.places import words_of_cuts
from reports.models import CaseFact
from reports.models.case_fact import CaseFactQuerySet

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in the list; `took` where the figure is a duration."""

    fact: CaseFact
    took: str


@require_safe
@needs(Ability.SEE_REPORTS)
def drill(request: HttpRequest) -> HttpResponse:
    """List the cases of one figure that this person may see, newest first."""
    asked = asked_in(request)
    measure = MEASURES.get(request.GET.get("measure", ""))
    cut = request.GET.get("cut", "")
    if measure is None or (cut and cut not in LISTED_BY):
        raise Http404
    value = _value(cut, request.GET.get("value", "")) if cut else None
    facts = cases_of(asked.selection, measure, cut=cut, value=value)
    found, after = _page(facts, request.GET.get("after", ""))
    here = {**asked.query, "measure": measure.code}
    here |= {"cut": cut, "value": request.GET.get("value", "")} if cut else {}
    context = {
        "title": measure.name,
        "measure": measure,
        "cut_words": _words(cut, value, asked.selection.period.last),
        "rows": [Row(fact=one, took=_took(measure, one)) for one in found],
        "total": facts.count(),
        "period": asked.selection.period,
        "version": VERSION,
        "back_url": f"{reverse('admin:reports_overview')}?{urlencode(asked.query)}",
        "first_url": f"{reverse('admin:reports_drill')}?{urlencode(here)}"
        if "after" in request.GET
        else "",
        "next_url": f"{reverse('admin:reports_drill')}?{urlencode({**here, 'after': after})}"
        if after
        else "",
    }
    return render(request, "reports/drill.html", desk_context(admin.site, request, **context))


def _page(facts: CaseFactQuerySet, after: str) -> tuple[list[CaseFact], str]:
    """Read one page in one statement, and spell where the next begins; "" at the end."""
    day, _tilde, pk = after.partition("~")
    if after:
        facts = facts.filter(_beyond(day, pk))
    shown = facts.select_related("case__category", "case__store", "case__owner", "case__channel")
    rows = list(shown[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], f"{last.opened_on.isoformat()}~{last.case_id}"


def _beyond(day: str, pk: str) -> Q:
    try:
        opened_on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if (last := id_in(pk)) is None:
        raise Http404
    return Q(opened_on__lt=opened_on) | Q(opened_on=opened_on, case_id__lt=last)


def _value(cut: str, text: str) -> Any:
    """Read a cut's value from the address. Raises Http404 for what cannot be one."""
    if text == "none":
        return "" if cut == "klass" else None
    if cut == "klass":
        return text
    try:
        return date.fromisoformat(text) if cut == "week" else int(text)
    except ValueError as error:
        raise Http404 from error


def _words(cut: str, value: object, last: date) -> object:
    if cut == "week":
        return value
    return words_of_cuts(last).get(cut, {}).get(value, "")


def _took(measure: Measure, fact: CaseFact) -> str:
    return duration(getattr(fact, measure.column)) if measure.column else ""
