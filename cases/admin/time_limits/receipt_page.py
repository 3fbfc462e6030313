"""Why a limit falls when it falls: every stretch of time that counts towards it, and those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.admin.case_page.dialogs import case_or_404
from cases.measures.time_limits.limit_words import ToldLimit, people_in, told_limit
from cases.measures.time_limits.policy_words import PolicyLine, attributes_in_words, lines_of
from cases.rules.clocks import clocking, ruling
from cases.sla.cycles import Cycle
from cases.sla.receipt import receipts
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One limit as the page shows it."""

    cycle: Cycle
    told: ToldLimit
    policies: Sequence[PolicyLine]

    @property
    def name(self) -> str:
        """What is timed."""
        return self.told.name


@require_safe
@needs(Ability.SEE_CASES)
def limits(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the receipts of all limits of a case."""
    case = case_or_404(reference, staff_of(request))
    known = ruling.rules()
    found = receipts(clocking.explain_case(reference, now=timezone.now()), known.calendars)
    people = people_in(found)
    context = {
        "case": case,
        "attributes": attributes_in_words(case),
        "receipts": [
            Shown(
                cycle=one.cycle, told=told_limit(one, people=people),
                policies=lines_of(one.cycle, known.policies),
            )
            for one in found
        ],
    }  # fmt: skip
    if is_by_script(request):
        return render(request, "cases/desk/limits_dialog.html", context)
    return render(
        request,
        "cases/desk/limits.html",
        desk_context(admin.site, request, title=reference, **context),
    )
