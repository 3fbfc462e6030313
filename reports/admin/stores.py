"""The state of all stores that somebody answers for; the first page shows the worst of them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from reports.measures.stores import span_of
from reports.panels import stores_seen, today


@require_safe
@needs(Ability.SEE_REPORTS)
def stores(request: HttpRequest) -> HttpResponse:
    """List every store with what is open there, and how the last four weeks went."""
    context = desk_context(
        admin.site, request, title=_("State of the stores"), span=span_of(today()),
        lines=stores_seen(request, staff_of(request)),
    )  # fmt: skip
    return render(request, "reports/stores.html", context)
