"""Open cases and the policies in force: what would move, and moving it on purpose."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.models import Recalculation
from cases.rules.time_limits import recalculating
from cases.rules.time_limits.previewing import preview_policies
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

ROWS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def adopt(request: HttpRequest) -> HttpResponse:
    """Show which open cases run on other limits than the policies in force would set; let them follow."""
    now = timezone.now()
    if request.method == "POST":
        asked = recalculating.adopt_policies(
            code="policies", reason=request.POST.get("reason", "").strip(),
            actor=staff_of(request), now=now,
        )  # fmt: skip
        recalculating.go_on(asked.pk, now=now)
        words = _(
            "Open cases follow the policies in force one after another; the table below counts them."
        )
        messages.success(request, words)
        return redirect("admin:cases_adopt_policies")
    context = desk_context(
        admin.site, request, title=_("Recompute open cases"), preview=preview_policies(now=now),
        rows=Recalculation.objects.select_related("asked_by")[:ROWS],
    )  # fmt: skip
    return render(request, "cases/desk/adopt_policies.html", context)
