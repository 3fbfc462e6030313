"""Work between departments: in time, how long, and to and fro."""

from datetime import timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.measures.time_limits.due_words import time_left
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from reports.measures.orders import DepartmentFigures, figures_by_department, hops_median, passings
from surveys.scoring import Share

SPANS = (30, 90, 365)


@require_safe
@needs(Ability.SEE_REPORTS)
def orders(request: HttpRequest) -> HttpResponse:
    """Show how departments kept their limits with each other in the last days."""
    user, now = staff_of(request), timezone.now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else SPANS[1]
    since = now - timedelta(days=days)
    context = desk_context(
        admin.site, request, title=_("Work between departments"), days=days, spans=SPANS,
        rows=[_row(one) for one in figures_by_department(user, since=since, until=now)],
        passings=passings(user, since=since, until=now),
        hops=hops_median(user, since=since, until=now),
    )  # fmt: skip
    return render(request, "reports/orders.html", context)


def _row(one: DepartmentFigures) -> dict[str, object]:
    return {
        "figures": one, "share": _in_words(one.share),
        "median": time_left(one.median) if one.median is not None else "–",
    }  # fmt: skip


def _in_words(share: Share | None) -> str:
    if share is None:
        return "–"
    return f"{share.share:.0%} ({share.low:.0%}–{share.high:.0%})"
