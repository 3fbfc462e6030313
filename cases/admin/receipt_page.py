"""Why a limit falls when it falls: every stretch of time that counts towards it, and those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from cases.admin.dialogs import case_or_404
from cases.event_words import clock_name, waiting_reason
from cases.measures.policy_words import PolicyLine, attributes_in_words, lines_of
from cases.rules import clocking, ruling
from cases.sla.cycles import Cycle
from cases.sla.receipt import Segment, explain
from cases.sla.words import breach_in_words, duration_in_words, segment_in_words
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One limit, its target in words, and the stretches that lead to it."""

    name: str
    cycle: Cycle
    target: str
    lines: Sequence[tuple[str, str, int]]  # kind, words, seconds counted
    counted: str
    policies: Sequence[PolicyLine]
    excuses: Sequence[str]


@require_safe
@needs(Ability.SEE_CASES)
def limits(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the receipts of all limits of a case."""
    case = case_or_404(reference, staff_of(request))
    cycles = clocking.explain_case(reference, now=timezone.now())
    context = {
        "case": case,
        "attributes": attributes_in_words(case),
        "receipts": [_receipt(cycle) for cycle in cycles],
    }
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "cases/desk/limits_dialog.html", context)
    return render(
        request,
        "cases/desk/limits.html",
        desk_context(admin.site, request, title=reference, **context),
    )


def _receipt(cycle: Cycle) -> Receipt:
    editions = ruling.rules().calendars.get(cycle.calendar, ())
    calendar = next(
        (one.calendar for one in editions if one.version == cycle.calendar_version), None
    )
    segments = _named(explain(cycle, calendar))
    counted = sum(segment.seconds for segment in segments)
    return Receipt(
        name=clock_name(cycle.clock.value),
        cycle=cycle,
        target=duration_in_words(cycle.target_seconds),
        lines=[
            (one.kind.value, segment_in_words(one, _shown, reason=waiting_reason), one.seconds)
            for one in segments
        ],
        counted=duration_in_words(counted),
        excuses=[words for one in cycle.breaches if (words := breach_in_words(one, _shown))],
        policies=lines_of(cycle, ruling.rules().policies),
    )


def _named(segments: Sequence[Segment]) -> list[Segment]:
    """Put the names of people in the place of their ids."""
    ids = {int(one.person) for one in segments if one.person.isdecimal()}
    names = {str(pk): str(user) for pk, user in User.objects.in_bulk(ids).items()} if ids else {}
    return [replace(one, person=names.get(one.person, one.person)) for one in segments]


def _shown(moment: object) -> str:
    return formats.date_format(localtime(moment), "SHORT_DATETIME_FORMAT")  # type: ignore[arg-type]
