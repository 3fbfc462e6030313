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
from feedback_site.typed_numbers import id_in
from reports.measures.listening import (
    COLLECTED,
    READ,
    TALKS,
    everybody,
    may_read,
    months_until,
    next_unread,
    progress_of,
    read_count,
    what_came_in,
)
from reports.rules.reading import mark_read


@require_safe
@needs(Ability.SEE_CASES)
def listening(request: HttpRequest) -> HttpResponse:
    """Show one's own progress, and to those who see reports that of all product owners."""
    user, now = staff_of(request), timezone.now()
    lots, sees_all = what_came_in(now=now), user.can(Ability.SEE_REPORTS)
    mine = progress_of(user, lots, now=now)
    goals = [
        (_("Talks held"), mine.now.talks, TALKS),
        (_("Feedback read"), mine.now.read, READ),
        (_("Experiences collected in my area"), mine.now.collected, COLLECTED),
    ]
    months = months_until(now)
    context = desk_context(
        admin.site, request, title=_("Listening to customers"), mine=mine, month=months[0],
        goals=[(name, done, goal, min(100, done * 100 // goal)) for name, done, goal in goals],
        months_before=months[1:], everybody=everybody(lots, now=now) if sees_all else None,
        may_name=user.can(Ability.MANAGE_SETTINGS), talks=TALKS, read=READ, collected=COLLECTED,
    )  # fmt: skip
    return render(request, "reports/listening.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def read(request: HttpRequest) -> HttpResponse:
    """Show the next piece of feedback that this person has not read; note that they have."""
    user, now = staff_of(request), timezone.now()
    if request.method == "POST":
        given = id_in(request.POST.get("submission"))
        if given is None or not may_read(user, given):
            raise Http404
        mark_read(given, reader=user, now=now)
        return redirect("admin:reports_read")
    context = desk_context(
        admin.site, request, title=_("Read feedback"), submission=next_unread(user, now=now),
        read=read_count(user, now=now), goal=READ,
    )  # fmt: skip
    return render(request, "reports/read.html", context)
