"""Open cases and the policies in force: what would move, and moving it on purpose."""

from collections.abc import Iterable

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
from feedback_site.organisation.models import BusinessCalendar, Store
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
        rows=_named(Recalculation.objects.select_related("asked_by")[:ROWS]),
    )  # fmt: skip
    return render(request, "cases/desk/adopt_policies.html", context)


def _named(rows: Iterable[Recalculation]) -> list[tuple[Recalculation, str]]:
    """Put beside each what changed, by its name; policies change together and have none."""
    rows = list(rows)
    names: dict[tuple[str, str], str] = {}
    for cause, model in (
        (Recalculation.Cause.CALENDAR, BusinessCalendar), (Recalculation.Cause.CLOSURE, Store),
    ):  # fmt: skip
        codes = {row.subject for row in rows if row.cause == cause}
        # No code, no question: most sites have never shut a store.
        found = model.objects.filter(code__in=codes) if codes else ()
        names |= {(cause, one.code): one.name for one in found}
    return [(row, names.get((row.cause, row.subject), "")) for row in rows]
