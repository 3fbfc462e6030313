"""Queues: one lean page for all of them, kept fresh by polling its rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.admin.addresses import case_url
from cases.admin.badges import limit_badge, priority_badge, state_badge
from cases.forms.queue_filters import QueueFilter, filters_in
from cases.kinds import Klass
from cases.measures.due_words import next_limit
from cases.measures.queue_paging import Line, Place, QueuePage, page_of
from cases.measures.queues import QUEUES, Queue, queues_of
from cases.menu import queue_numbers
from cases.models import Case
from cases.rules.searching import find_cases
from cases.states import WORKABLE
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import remember
from feedback_site.staff_doors import needs, staff_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list, with its badges drawn."""

    line: Line
    category: str
    state: str
    priority: str
    limit: str
    url: str
    claim_url: str


@require_safe
@needs(Ability.SEE_CASES)
def first_queue(request: HttpRequest) -> HttpResponse:
    """Open the queue one begins with: one's own, or for those who do not work on cases all of them."""
    name = "mine" if staff_of(request).can(Ability.WORK_CASES) else "all_open"
    return redirect("admin:cases_queue", name)


@require_safe
@needs(Ability.SEE_CASES)
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """Show one page of a queue; a poll gets the rows alone, or 304."""
    user, now = staff_of(request), timezone.now()
    view = QUEUES.get(name)
    if view is None or not view.is_for(user):
        raise Http404
    in_force = filters_in(request.GET)
    cases = view.pick(Case.objects.visible_to(user), user, now)
    narrowed = QueueFilter(request.GET, queryset=cases) if in_force else None
    page = page_of(
        narrowed.qs if narrowed else cases, _place(request), newest_by=view.newest_by,
        negative_first=in_force.get("ordering") == "sentiment",
    )  # fmt: skip
    address = reverse("admin:cases_queue", args=(name,))
    list_context = {
        "rows": _rows(page.lines, user, now),
        **_neighbours(page, address, in_force),
        "queue": view,
        "is_narrowed": bool(in_force.keys() - {"ordering"}),
        "address": address,
    }
    html, etag = _rows_html(list_context)
    if request.headers.get("X-Requested-With") == "fetch":
        return _part(request, html, etag)
    return _page(
        request, user, now, current=view, rows_html=html, etag=etag,
        filters_html=_filters_html(view, narrowed, in_force), live_url=request.get_full_path(),
    )  # fmt: skip


@require_safe
@needs(Ability.SEE_CASES)
def search(request: HttpRequest) -> HttpResponse:
    """Find cases by reference, phone, mail address, name, order number or any word."""
    user, now = staff_of(request), timezone.now()
    text = request.GET.get("q", "").strip()[:200]
    found = find_cases(user, text, _place(request))
    lines = found.page.lines
    if len(lines) == 1 and lines[0].reference in text.upper():
        return redirect("admin:cases_case_desk", lines[0].reference)
    list_context = {
        "rows": _rows(lines, user, now),
        **_neighbours(found.page, reverse("admin:cases_search"), {"q": text}),
        "query": text,
        "newest_of": found.newest_of,
    }
    html, _etag = _rows_html(list_context)
    return _page(request, user, now, current=None, rows_html=html, query=text)


def _neighbours(page: QueuePage, address: str, asked: dict[str, str]) -> dict[str, str]:
    """Where the pages before and after begin, as addresses; "" where there is none."""

    def at(place: Place | None) -> str:
        if place is None:
            return ""
        key = "before" if place.is_backwards else "after"
        return f"{address}?{urlencode({**asked, key: place.write()})}"

    return {"previous_url": at(page.previous), "next_url": at(page.next)}


def _page(
    request: HttpRequest, user: User, now: datetime, *, current: Queue | None, **more: Any
) -> HttpResponse:
    numbers = queue_numbers(request, user, now=now)
    context = desk_context(
        admin.site,
        request,
        title=current.title if current else "",
        current=current,
        queues=[(one, numbers[one.code]) for one in queues_of(user)],
        **more,
    )
    return render(request, "cases/desk/queue.html", context)


def _rows(lines: Sequence[Line], user: User, now: datetime) -> list[Row]:
    may_work, desk = user.can(Ability.WORK_CASES), case_url("")[:-1]
    classes = {klass.value: str(klass.label) for klass in Klass}
    return [
        Row(
            line=line,
            category=f"{classes.get(line.klass, '')} › {line.category_name}"
            if line.category_name
            else "",
            state=state_badge(line.state),
            priority=priority_badge(line.priority),
            limit=_limit(line, now),
            url=f"{desk}{line.reference}/",
            claim_url=f"{desk}{line.reference}/claim/"
            if may_work and line.owner_id is None and line.state in WORKABLE
            else "",
        )
        for line in lines
    ]


def _limit(line: Line, now: datetime) -> str:
    limit = next_limit(
        state=line.state, next_due_at=line.next_due_at, waiting_reason=line.waiting_reason, now=now
    )
    return limit_badge(limit) if limit else ""


def _rows_html(context: dict[str, Any]) -> tuple[str, str]:
    """The tag is of what a person sees; a limit that comes nearer by a minute is news too."""
    html = render_to_string("cases/desk/rows.html", context)
    etag = hashlib.sha256(html.encode()).hexdigest()[:16]
    return html, f'"{etag}"'


def _filters_html(queue: Queue, narrowed: QueueFilter | None, in_force: dict[str, str]) -> str:
    """Most pages have no filter set: what they offer is remembered as long as the lists behind it are."""

    def draw() -> str:
        form = (narrowed or QueueFilter(queryset=Case.objects.none())).form
        context = {"form": form, "in_force": in_force, "queue": queue}
        return render_to_string("cases/desk/filters.html", context)

    return draw() if in_force else remember(f"filters {queue.code} {get_language()}", draw)


def _part(request: HttpRequest, html: str, etag: str) -> HttpResponse:
    is_known = request.headers.get("If-None-Match") == etag
    response = HttpResponse(b"" if is_known else html, status=304 if is_known else 200)
    response["ETag"] = etag
    return response


def _place(request: HttpRequest) -> Place | None:
    if "after" in request.GET:
        return Place.read(request.GET["after"])
    if "before" in request.GET:
        return Place.read(request.GET["before"], is_backwards=True)
    return None
