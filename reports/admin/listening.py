"""Listening to customers: how far everybody has come this month, and reading one after the other."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from reports.measures.listening import (
    COLLECTED,
    READ,
    TALKS,
    everybody,
    may_read,
    month_of,
    next_unread,
    progress_of,
)
from reports.rules.reading import mark_read


@require_safe
@needs(Ability.SEE_CASES)
def listening(request: HttpRequest) -> HttpResponse:
    """Show one's own progress, and everybody's to those who see reports."""
    user, now = staff_of(request), timezone.now()
    mine = progress_of(user, now=now)
    goals = [
        (_("Talks held"), mine.talks, TALKS, min(100, mine.talks * 100 // TALKS)),
        (_("Feedback read"), mine.read, READ, min(100, mine.read * 100 // READ)),
        (
            _("Experiences collected in my area"), mine.collected or 0, COLLECTED,
            min(100, (mine.collected or 0) * 100 // COLLECTED),
        ),
    ]  # fmt: skip
    context = desk_context(
        admin.site, request, title=_("Listening to customers"), goals=goals, month=month_of(now),
        everybody=everybody(now=now) if user.can(Ability.SEE_REPORTS) else [], talks=TALKS, read=READ,
    )  # fmt: skip
    return render(request, "reports/listening.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def read(request: HttpRequest) -> HttpResponse:
    """Show the next piece of feedback that this person has not read; note that they have."""
    user, now = staff_of(request), timezone.now()
    if request.method == "POST":
        given = request.POST.get("submission", "")
        if not given.isdecimal() or len(given) > 18 or not may_read(user, int(given)):
            raise Http404
        mark_read(int(given), reader=user, now=now)
        return redirect("admin:reports_read")
    context = desk_context(
        admin.site, request, title=_("Read feedback"), submission=next_unread(user, now=now),
        progress=progress_of(user, now=now), goal=READ,
    )  # fmt: skip
    return render(request, "reports/read.html", context)
