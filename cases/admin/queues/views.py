"""Saved views beside the queues: those that somebody has with their numbers, keeping one, taking one away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.admin import sent
from cases.admin.queues import columns as queue_columns
from cases.forms.queue_filters import QueueFilter
from cases.forms.views import ViewForm
from cases.measures.queues.orderings import ORDERS
from cases.measures.queues.queues import QUEUES, counted
from cases.models import Case, QueueView
from cases.models.case import CaseQuerySet
from cases.rules.desk import keeping_views
from cases.rules.desk.keeping_views import MOST_VIEWS, Looking
from feedback_site import staff_doors
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.own_acts import remember_for
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """One saved view as the list beside a queue shows it."""

    pk: int
    name: str
    url: str
    count: str
    columns: Sequence[str]
    is_shared: bool
    may_drop: bool


def views_of(request: HttpRequest, user: User, *, now: datetime) -> Sequence[ViewLine]:
    """The views that somebody has, with their numbers: some seconds old at most; else two statements."""
    return remember_for(request, "queue views", lambda: _read(user, now))


def _read(user: User, now: datetime) -> Sequence[ViewLine]:
    kept = QueueView.objects.kept().visible_to(user).in_order()
    views = [view for view in kept[: 2 * MOST_VIEWS] if is_open_to(view, user)]
    numbers = counted({str(view.pk): _cases(view, user, now) for view in views})
    return [line_of(view, user, numbers[str(view.pk)]) for view in views]


def is_open_to(view: QueueView, user: User) -> bool:
    """Whether the queue that a view looks at is there, and this person's to see."""
    return view.queue in QUEUES and QUEUES[view.queue].is_for(user)


def view_asked_for(request: HttpRequest, user: User, saved: Sequence[ViewLine]) -> ViewLine | None:
    """The view that the address names; one beyond those beside the list costs a statement."""
    asked = request.GET.get("view", "")
    listed = next((one for one in saved if str(one.pk) == asked), None)
    if listed is not None or not asked:
        return listed
    others = QueueView.objects.kept().visible_to(user).filter(pk=id_in(asked) or 0)
    return next((line_of(one, user) for one in others if is_open_to(one, user)), None)


def line_of(view: QueueView, user: User, count: str = "") -> ViewLine:
    """A view with its address."""
    order = {"ordering": view.order} if view.order in ORDERS else {}
    asked = urlencode({**view.asked, **order, "view": view.pk})
    return ViewLine(
        pk=view.pk, name=view.name, count=count, columns=queue_columns.known(view.columns),
        url=f"{reverse('admin:cases_queue', args=(view.queue,))}?{asked}",
        is_shared=view.is_shared,
        may_drop=keeping_views.may_change(view, user),
    )  # fmt: skip


def _cases(view: QueueView, user: User, now: datetime) -> CaseQuerySet:
    cases = QUEUES[view.queue].pick(Case.objects.visible_to(user), user, now)
    asked = QueryDict(urlencode(view.asked))
    if not asked:
        return cases
    narrowed: CaseQuerySet = QueueFilter(asked, queryset=cases, user=user).qs
    return narrowed


@require_POST
@needs(Ability.SEE_CASES)
def keep_view(request: HttpRequest) -> HttpResponse:
    """Save what is looked at under a name."""
    user, form = staff_of(request), ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 40 characters."))
        return redirect(back_to(request))
    given = form.cleaned_data
    narrowed = QueueFilter(request.POST, queryset=Case.objects.none(), user=user)
    looking = Looking(
        queue=given["queue"], asked=narrowed.in_force, order=given["ordering"],
        columns=queue_columns.known(request.POST.getlist("column")),
    )  # fmt: skip
    try:
        view = keeping_views.keep_view(
            name=given["name"], looking=looking, is_shared=given["is_shared"], actor=user,
            now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect(back_to(request))
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(line_of(view, user).url)


@require_POST
@needs(Ability.SEE_CASES)
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a view away, and offer to undo that."""

    def drop(view: QueueView) -> Any:
        keeping_views.drop_view(view.pk, actor=staff_of(request), now=timezone.now())
        return sent.undoable(
            _("The view “%(name)s” is gone.") % {"name": view.name},
            form="undo-view", undo=reverse("admin:cases_view_restore", args=(view.pk,)),
        )  # fmt: skip

    is_listed = request.POST.get("next", "").startswith(reverse("admin:cases_views"))
    return done_to_view(
        request, pk, drop, to=back_to(request) if is_listed else reverse("admin:cases_queues")
    )


@require_POST
@needs(Ability.SEE_CASES)
def restore_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a view was taken away."""

    def restore(view: QueueView) -> Any:
        keeping_views.restore_view(view.pk, actor=staff_of(request), now=timezone.now())
        return _("The view “%(name)s” is there again.") % {"name": view.name}

    return done_to_view(request, pk, restore, to=back_to(request))


@require_POST
@needs(Ability.SEE_CASES)
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Remember in this browser which columns are shown; none chosen are the usual ones.

    In a view that has its own they stand in the address until it is kept anew, and change no other list.
    """
    columns = queue_columns.known(request.POST.getlist("column"))
    if "in_view" in request.POST:
        return redirect(_with_columns(back_to(request), columns))
    response = redirect(back_to(request))
    response.set_cookie(
        queue_columns.COOKIE, ".".join(columns), max_age=A_YEAR, secure=request.is_secure(),
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _with_columns(address: str, columns: Sequence[str]) -> str:
    path, _mark, query = address.partition("?")
    asked = QueryDict(query, mutable=True)
    asked.pop(queue_columns.ASKED, None)
    if columns:
        asked[queue_columns.ASKED] = ".".join(columns)
    return f"{path}?{asked.urlencode()}"


def back_to(request: HttpRequest) -> str:
    """Where somebody came from, else the queues."""
    return staff_doors.back_to(request, reverse("admin:cases_queues"))


def done_to_view(request: HttpRequest, pk: int, do: Any, *, to: str) -> HttpResponse:
    """Do something to a view that this person sees, and say what came of it."""
    view = QueueView.objects.visible_to(staff_of(request)).filter(pk=pk).first()
    if view is None:
        raise Http404
    try:
        messages.success(request, do(view))
    except FeedbackError as error:
        messages.error(request, str(error))
    return redirect(to)
