"""Work orders at the desk: what waits for one's department, each order with its steps, and new ones."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.badges import limit_badge
from cases.admin.case_page.dialogs import version_of
from cases.admin.sent import ERROR_STATUS, led_back, tried
from cases.forms.facts import DialogForm
from cases.forms.orders import ProgressForm, new_order_form, step_form
from cases.measures.desk_choices import choices
from cases.measures.queues.work_orders import (
    ROWS,
    VIEWS,
    happened,
    may_see_case,
    order_counts,
    orders_of,
    read_order,
)
from cases.measures.time_limits.due_words import limit_of_order
from cases.models import WorkOrder
from cases.order_states import ORDER_STEPS, OrderState, OrderStep, WorkKind
from cases.rules.work_orders import ordering, steps
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.list_pages import neighbours
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in, page_in

TONES = {
    OrderState.OPEN: ("warn", "inbox-arrow-down"),
    OrderState.ACCEPTED: ("accent", "user"),
    OrderState.IN_PROGRESS: ("accent", "arrow-path"),
    OrderState.DONE: ("good", "check-circle"),
    OrderState.REFUSED: ("bad", "no-symbol"),
    OrderState.WITHDRAWN: ("quiet", "archive-box"),
}


@require_safe
@needs(Ability.SEE_CASES)
def orders(request: HttpRequest) -> HttpResponse:
    """List the work orders of one view, by due time."""
    user, now = staff_of(request), timezone.now()
    given = {name: request.GET.get(name, "")[:20] for name in ("view", "kind", "department")}
    if given["view"] not in VIEWS:
        given["view"] = "ours" if user.reach.departments else "all"
    page, department = page_in(request.GET.get("page")), id_in(given["department"]) or None
    rows = orders_of(
        user, given["view"], now=now, kind=given["kind"] if given["kind"] in WorkKind.values else "",
        department=department, page=page,
    )  # fmt: skip
    counts = order_counts(user, now=now)
    context = desk_context(
        admin.site, request, title=_("Work orders"), given=given, current=VIEWS[given["view"]],
        views=[(code, view, counts[code]) for code, view in VIEWS.items()],
        rows=[_row(order, user, now) for order in rows[:ROWS]], kinds=WorkKind.choices,
        departments=choices().departments, is_narrowed=bool(given["kind"] or given["department"]),
        may_work=user.can(Ability.WORK_CASES),
        **neighbours(given, page, has_more=len(rows) > ROWS),
    )  # fmt: skip
    return render(request, "cases/desk/orders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WORK_CASES)
def new_order(request: HttpRequest) -> HttpResponse:
    """Give work to a department that belongs to no case."""
    form = new_order_form(request.POST if request.method == "POST" else None)

    def do() -> HttpResponse:
        facts = form.facts()
        made = ordering.order_work(
            kind=str(facts["kind"]), title=str(facts["title"]), asked=str(facts["asked"]),
            department_id=id_in(str(facts["department"])) or None, actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The work order was given. Its department is told."))
        return redirect("admin:cases_order", pk=made.pk)

    answer = tried(request, form, do)
    if isinstance(answer, HttpResponse):
        return answer
    return _form_page(
        request, form, answer, title=_("New work order"), submit=_("Give to the department"),
        back=reverse("admin:cases_orders"),
    )  # fmt: skip


@require_safe
@needs(Ability.SEE_CASES)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one work order: what is asked, who has it, and how it goes."""
    return _order_page(request, _order_or_404(request, pk), ProgressForm())


@require_POST
@needs(Ability.SEE_CASES)
def order_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how it goes."""
    found, form = _order_or_404(request, pk), ProgressForm(request.POST)
    if not form.is_valid():
        return _order_page(request, found, form, status=ERROR_STATUS)
    ordering.note(pk, text=form.cleaned_data["text"], actor=staff_of(request), now=timezone.now())
    messages.success(request, _("Written down. Everybody who sees the work order reads it."))
    return redirect("admin:cases_order", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def order_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask for what one step needs, and take it; one that needs nothing is taken at once."""
    user, found = staff_of(request), _order_or_404(request, pk)
    step = ORDER_STEPS.get(verb)
    if step is None:
        raise Http404
    if request.method != "POST" and step not in steps.available(found, user):
        raise PermissionDenied(
            _("This step is not open to you now. The order may have moved on: look at it again.")
        )
    form = step_form(step, found, request.POST if request.method == "POST" else None)

    back = reverse("admin:cases_order", args=(pk,))

    def do() -> HttpResponse:
        steps.take_step(
            pk, verb, facts=form.facts(), actor=user, now=timezone.now(), version=version_of(form)
        )
        return led_back(request, str(step.done), otherwise=back)

    answer = tried(request, form, do)
    if isinstance(answer, HttpResponse):
        return answer
    if answer not in (200, ERROR_STATUS):
        form.renew_version(WorkOrder.objects.values_list("version", flat=True).get(pk=pk))
    return _form_page(
        request, form, answer, title=str(step.label), submit=str(step.label), back=back,
        order=found, is_dangerous=step.is_dangerous,
    )  # fmt: skip


def _form_page(
    request: HttpRequest, form: DialogForm, status: int, *, back: str, **words: Any
) -> HttpResponse:
    context = {
        "form": form, "case_url": back, "action_url": request.path,
        "next": request.POST.get("next", ""), "is_dangerous": False, **words,
    }  # fmt: skip
    if is_by_script(request):
        return render(request, "cases/desk/dialog.html", context, status=status)
    context = desk_context(admin.site, request, **context)
    return render(request, "cases/desk/order_form.html", context, status=status)


def _order_page(
    request: HttpRequest, found: WorkOrder, form: ProgressForm, *, status: int = 200
) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    limit = limit_of_order(found, now)
    context = desk_context(
        admin.site, request, title=f"{found.code} {found.title}", order=found,
        badge=badge(found.state), limit=limit_badge(limit) if limit else "",
        events=happened(found), steps=[_button(found, step) for step in _steps(found, user)],
        sees_case=may_see_case(found, user), form=form, here=request.path,
    )  # fmt: skip
    return render(request, "cases/desk/order.html", context, status=status)


def badge(state: str) -> tuple[str, str, str]:
    """Tone, icon and word of a state."""
    return (*TONES[OrderState(state)], str(OrderState(state).label))


def _steps(found: WorkOrder, user: User) -> tuple[OrderStep, ...]:
    return steps.available(found, user)


def _button(found: WorkOrder, step: OrderStep) -> tuple[OrderStep, str]:
    return step, reverse("admin:cases_order_step", args=(found.pk, step.verb))


def _row(order: WorkOrder, user: User, now: datetime) -> dict[str, object]:
    limit = limit_of_order(order, now)
    may_accept = any(step.verb == "accept" for step in _steps(order, user))
    return {
        "order": order, "badge": badge(order.state), "limit": limit_badge(limit) if limit else "",
        "url": reverse("admin:cases_order", args=(order.pk,)),
        "accept_url": reverse("admin:cases_order_step", args=(order.pk, "accept"))
        if may_accept
        else "",
    }  # fmt: skip


def _order_or_404(request: HttpRequest, pk: int) -> WorkOrder:
    try:
        return read_order(pk, staff_of(request))
    except WorkOrder.DoesNotExist:
        raise Http404 from None
