"""Queues: one lean page for all of them, kept fresh by polling its rows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cases.admin.acts.acts import is_to_claim
from cases.admin.acts.bulk import bulk_choices
from cases.admin.addresses import case_url
from cases.admin.queues import columns as queue_columns
from cases.admin.queues.desk_keys import drawn_frame_beside, drawn_tools
from cases.admin.queues.drawing import drawn_looks, drawn_ticked
from cases.admin.queues.filter_drawing import filters_of_queue, filters_of_search
from cases.admin.queues.rows import Row, signs_in_force
from cases.admin.queues.views import ViewLine, view_asked_for, views_of
from cases.forms.queue_filters import QueueFilter, filters_in
from cases.measures.queues.orderings import ORDERS
from cases.measures.queues.paging import Line, Place, QueuePage, kept_page_of, page_of
from cases.measures.queues.queues import QUEUES, Queue, queues_of
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.rules.changes.searching import Narrowing, find_cases
from cases.tiles import queue_numbers
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


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
    # A poll needs the views only for the columns of one: their numbers would cost it more than its rows.
    is_poll = is_by_script(request)
    saved = () if is_poll and "view" not in request.GET else views_of(request, user, now=now)
    kept = view_asked_for(request, user, saved)
    columns = queue_columns.chosen(request, kept.columns if kept else ())
    ordered = _order_in(request)
    order = ORDERS[ordered].order if ordered else view.order

    narrowed = _narrowed(request, user)
    in_force = narrowed.in_force if narrowed else {}

    def pick(now: datetime) -> CaseQuerySet:
        cases = view.pick(Case.objects.visible_to(user), user, now)
        return narrowed.narrow(cases) if narrowed else cases

    if narrowed and narrowed.moves_on:
        page = page_of(pick(now), _place(request), order)
    else:
        form = (view.code, user.sight, *in_force.items())
        page = kept_page_of(pick, _place(request), order, form=form, now=now)
    asked = {**in_force, **({"ordering": ordered} if ordered else {})}
    beside = {**asked, **({"view": str(kept.pk)} if kept else {}), **_columns_in(request)}
    table = _table(page.lines, user, now, columns)
    html, etag = _queue_html(view, page, table, beside, is_narrowed=bool(in_force))
    if is_poll:
        return _part(request, html, etag)
    return _page(
        request, user, now, saved, current=view, rows_html=html, etag=etag, kept=kept,
        filters_html=filters_of_queue(view, narrowed, ordered), columns=columns,
        asked=asked, live_url=_live_url(request),
    )  # fmt: skip


@require_safe
@needs(Ability.SEE_CASES)
def search(request: HttpRequest) -> HttpResponse:
    """Find cases by reference, phone, mail address, name, order number or any word.

    Somebody who is still typing gets the rows alone.
    """
    user, now = staff_of(request), timezone.now()
    text = request.GET.get("q", "").strip()[:200]
    narrowed = _narrowed(request, user)
    in_force = narrowed.in_force if narrowed else {}
    narrow = None
    if narrowed and in_force:
        form = None if narrowed.moves_on else tuple(in_force.items())
        narrow = Narrowing(keep=narrowed.narrow, form=form)
    found = find_cases(user, text, _place(request), narrow=narrow)
    lines = found.page.lines
    is_typing = is_by_script(request)
    if not is_typing and len(lines) == 1 and lines[0].reference in text.upper():
        return redirect("admin:cases_case_desk", lines[0].reference)
    columns = queue_columns.chosen(request)
    list_context = {
        **_table(lines, user, now, columns),
        **_neighbours(found.page, reverse("admin:cases_search"), {"q": text, **in_force}),
        "query": text,
        "newest_of": found.newest_of,
        "is_narrowed": bool(in_force and text),
        "address": f"{reverse('admin:cases_search')}?{urlencode({'q': text})}",
    }
    html, etag = _rows_html(list_context)
    if is_typing:
        return _part(request, html, etag)
    saved = views_of(request, user, now=now)
    return _page(
        request, user, now, saved, current=None, rows_html=html, query=text, columns=columns,
        narrowed_by=in_force, filters_html=filters_of_search(text, narrowed) if text else "",
    )  # fmt: skip


def _narrowed(request: HttpRequest, user: User) -> QueueFilter | None:
    """The filters that the address sets; None where it sets none."""
    if not filters_in(request.GET):
        return None
    return QueueFilter(request.GET, queryset=Case.objects.none(), user=user)


def _columns_in(request: HttpRequest) -> dict[str, str]:
    columns = queue_columns.in_address(request.GET)
    return {queue_columns.ASKED: ".".join(columns)} if columns else {}


def _order_in(request: HttpRequest) -> str:
    """The order that the address asks for; "" for the queue's own, and for what is none."""
    asked = request.GET.get("ordering", "")
    return asked if asked in ORDERS else ""


def _queue_html(
    view: Queue, page: QueuePage, table: dict[str, Any], beside: Mapping[str, str], *,
    is_narrowed: bool,
) -> tuple[str, str]:  # fmt: skip
    """Draw the rows with the way to the neighbouring pages, which are asked for the same."""
    address = reverse("admin:cases_queue", args=(view.code,))
    return _rows_html({
        **table, **_neighbours(page, address, beside), "queue": view, "is_narrowed": is_narrowed,
        "address": address,
    })  # fmt: skip


def _neighbours(page: QueuePage, address: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Where the pages before and after begin, as addresses; "" where there is none."""

    def at(place: Place | None) -> str:
        if place is None:
            return ""
        key = "before" if place.is_backwards else "after"
        return f"{address}?{urlencode({**asked, key: place.write()})}"

    return {"previous_url": at(page.previous), "next_url": at(page.next)}


def _live_url(request: HttpRequest) -> str:
    """The address of the rows: which case stands open beside them is not of their concern."""
    asked = request.GET.copy()
    asked.pop("case", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _page(
    request: HttpRequest, user: User, now: datetime, saved: Sequence[ViewLine], *,
    current: Queue | None, columns: Sequence[str], kept: ViewLine | None = None,
    asked: Mapping[str, str] = MappingProxyType({}), **more: Any,
) -> HttpResponse:  # fmt: skip
    numbers = queue_numbers(request, user, now=now)
    title = kept.name if kept else current.title if current else ""
    looks = drawn_looks(
        request,
        current,
        kept=kept,
        asked=asked,
        columns=columns,
        may_share=user.can(Ability.SUPERVISE),
    )
    context = desk_context(
        admin.site,
        request,
        title=title or gettext("Search"),
        current=current,
        heading=title,
        kept=kept,
        may_take=user.can(Ability.WORK_CASES),
        queues=[(one, numbers[one.code]) for one in queues_of(user)],
        tools=drawn_tools(user),
        beside=drawn_frame_beside(),
        saved=saved,
        columns=columns,
        looks=looks,
        ticked=drawn_ticked(request, bulk_choices(user)),
        **more,
    )
    return render(request, "cases/desk/queue.html", context)


def _table(
    lines: Sequence[Line], user: User, now: datetime, columns: Sequence[str]
) -> dict[str, Any]:
    may_work, desk = user.can(Ability.WORK_CASES), case_url("")[:-1]
    words, signs = queue_columns.words(), signs_in_force()

    def row(line: Line) -> Row:
        url = f"{desk}{line.reference}/"
        may_claim = may_work and is_to_claim(line.owner_id, line.state, user)
        claim_url = f"{url}claim/" if may_claim else ""
        drawing = queue_columns.Drawing(line=line, now=now, claim_url=claim_url, words=words)
        drawn = queue_columns.cells(drawing, columns)
        return Row(
            line=line, cells=drawn, url=url, claim_url=claim_url, has_tick=may_work, signs=signs
        )

    return {
        "rows": [row(line) for line in lines],
        "headings": [queue_columns.COLUMNS[code].title for code in columns],
        "may_work": may_work,
    }


def _rows_html(context: dict[str, Any]) -> tuple[str, str]:
    """The tag is of what a person sees; a limit that comes nearer by a minute is news too."""
    html = render_to_string("cases/desk/rows.html", context)
    etag = hashlib.sha256(html.encode()).hexdigest()[:16]
    return html, f'"{etag}"'


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
