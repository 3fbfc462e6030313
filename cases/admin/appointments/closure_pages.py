"""A store that is shut today: told with a reason, what it moves shown first, and opened again."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.admin.appointments.rebooking_page import tell_outside
from cases.forms.closing_stores import ClosureForm
from cases.kinds import EventKind
from cases.rules.clocks import ruling
from cases.rules.time_limits import recalculating
from cases.rules.time_limits.previewing import Preview, preview
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import StoreClosure, User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules import shutting
from feedback_site.staff_doors import needs, staff_of

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def closures(request: HttpRequest) -> HttpResponse:
    """List closures; show what one more would move, and make it when that is confirmed."""
    user, now = staff_of(request), timezone.now()
    form = ClosureForm(request.POST if request.method == "POST" else None, user=user)
    would: Preview | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if request.POST.get("confirmed"):
                    return _shut(request, form)
                would, status = _would_move(form, user), 200
            except FeedbackError as error:
                form.add_error(None, str(error))
    rows = StoreClosure.objects.visible_to(user).select_related("store", "closed_by", "lifted_by")[
        :ROWS
    ]
    context = desk_context(
        admin.site, request, title=_("Stores that are shut"), form=form, preview=would,
        rows=[(row, row.lifted_at is None and row.ends_at > now) for row in rows],
    )  # fmt: skip
    return render(request, "cases/desk/closures.html", context, status=status)


@require_POST
@needs(Ability.SUPERVISE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a store earlier than was said."""
    user, now = staff_of(request), timezone.now()
    closure = get_object_or_404(StoreClosure.objects.visible_to(user), pk=pk)
    try:
        with transaction.atomic():
            closure = shutting.open_store(closure.pk, actor=user, now=now)
            asked = recalculating.store_shut(closure, actor=user, now=now)
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        recalculating.go_on(asked.pk, now=now)
        words = _("%(store)s is open again; the limits of %(n)s cases are recomputed.")
        messages.success(request, words % {"store": closure.store, "n": asked.cases})
    return redirect("admin:cases_closures")


def _shut(request: HttpRequest, form: ClosureForm) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    begins_at, ends_at = form.span()
    with transaction.atomic():
        closure = shutting.shut_store(
            form.cleaned_data["store"].pk, begins_at=begins_at, ends_at=ends_at,
            reason=form.cleaned_data["reason"], actor=user, now=now,
        )  # fmt: skip
        asked = recalculating.store_shut(closure, actor=user, now=now)
    recalculating.go_on(asked.pk, now=now)
    words = _("%(store)s is shut; the limits of %(n)s cases are recomputed.")
    messages.success(request, words % {"store": closure.store, "n": asked.cases})
    tell_outside(request, [closure.store], user=user, now=now)
    return redirect("admin:cases_closures")


def _would_move(form: ClosureForm, user: User) -> Preview:
    now = timezone.now()
    begins_at, ends_at = form.span()
    closure = shutting.drafted(
        form.cleaned_data["store"], begins_at=begins_at, ends_at=ends_at,
        reason=form.cleaned_data["reason"], actor=user, now=now,
    )  # fmt: skip
    rules = ruling.Rules(
        policies=ruling.rules().policies, calendars=ruling.calendars_with(closure=closure)
    )
    case_ids = recalculating.running_on([f"store:{closure.store_id}"])
    return preview(case_ids, rules, kind=EventKind.CALENDAR_CHANGED, now=now)
