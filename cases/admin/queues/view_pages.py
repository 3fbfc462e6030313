"""The page of all saved views: find one, give it another name, put it elsewhere, take it away."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.admin.queues.views import done_to_view, is_open_to, line_of
from cases.measures.queues.queues import QUEUES
from cases.models import QueueView
from cases.rules.desk import keeping_views
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import back_to, needs, staff_of

# Nobody looks through more: who has more types a word of the name.
MOST = 200
_MOVES = {"up": -1, "down": 1}


@require_safe
@needs(Ability.SEE_CASES)
def views(request: HttpRequest) -> HttpResponse:
    """List the views that this person has, their own first; with `q` those whose name, or owner, says it."""
    user, text = staff_of(request), request.GET.get("q", "").strip()[:40]
    found = QueueView.objects.kept().visible_to(user).select_related("owner")
    if text:
        found = found.named(text)
    rows = [
        {
            "line": line_of(one, user), "view": one, "queue": QUEUES[one.queue].title,
            "is_mine": one.owner_id == user.pk,
        }
        for one in found.in_order()[: MOST + 1]
        if is_open_to(one, user)
    ]  # fmt: skip
    context = desk_context(
        admin.site, request, title=_("Saved views"), rows=rows[:MOST], is_cut=len(rows) > MOST,
        query=text,
    )  # fmt: skip
    return render(request, "cases/desk/views.html", context)


@require_POST
@needs(Ability.SEE_CASES)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a view another name."""

    def do(view: QueueView) -> Any:
        name = request.POST.get("name", "")
        now = timezone.now()
        kept = keeping_views.rename_view(view.pk, name=name, actor=staff_of(request), now=now)
        return _("The view is now called “%(name)s”.") % {"name": kept.name}

    return done_to_view(request, pk, do, to=_back(request))


@require_POST
@needs(Ability.SEE_CASES)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a view up or down by one place."""

    def do(view: QueueView) -> Any:
        by = _MOVES.get(request.POST.get("by", ""), 1)
        keeping_views.move_view(view.pk, by=by, actor=staff_of(request), now=timezone.now())
        return _("The view “%(name)s” was moved.") % {"name": view.name}

    # To its row: whoever moves one by some places goes on there, and not from the top of the page.
    return done_to_view(request, pk, do, to=f"{_back(request)}#view-{pk}")


def _back(request: HttpRequest) -> str:
    return back_to(request, reverse("admin:cases_views"))
