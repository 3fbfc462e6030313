"""Away times: entered with a look at what becomes of the cases, ended earlier, and cases given back."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.people import AbsenceForm
from cases.ranking_words import reasons_in_words
from cases.rules.assignment import handing_over
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import Absence
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules import absenting
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

ROWS = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def absences(request: HttpRequest) -> HttpResponse:
    """List away times; show what would become of the cases, and enter one when that is confirmed."""
    user, now = staff_of(request), timezone.now()
    is_sent = request.method == "POST"
    form = AbsenceForm(
        request.POST if is_sent else None, user=user, person=request.GET.get("person", "")
    )
    looked, status = None, 422 if is_sent else 200
    if is_sent and form.is_valid():
        try:
            if request.POST.get("confirmed"):
                return _enter(request, form)
            looked, status = _would(request, form), 200
        except FeedbackError as error:
            form.add_error(None, str(error))
    rows = Absence.objects.visible_to(user).select_related("person", "stand_in")[:ROWS]
    context = desk_context(
        admin.site, request, title=_("Away times"), form=form, looked=looked, now=now,
        rows=[(row, row.ends_at > now, row.begins_at <= now) for row in rows],
    )  # fmt: skip
    return render(request, "cases/desk/absences.html", context, status=status)


@require_POST
@needs(Ability.SUPERVISE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back, or does not go."""
    user = staff_of(request)
    row = get_object_or_404(Absence.objects.visible_to(user), pk=pk)
    try:
        ended = absenting.end_absence(row.pk, actor=user, now=timezone.now())
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect("admin:cases_absences")
    words = _("%(who)s is not away any more, and gets cases again.") % {"who": ended.person}
    messages.success(request, words)
    if handing_over.to_give_back(ended, user).exists():
        return redirect("admin:cases_absence_give_back", ended.pk)
    return redirect("admin:cases_absences")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """List what was handed over and is still open; give back what is chosen."""
    user, now = staff_of(request), timezone.now()
    absence = get_object_or_404(Absence.objects.visible_to(user).select_related("person"), pk=pk)
    error = ""
    if request.method == "POST":
        typed = map(id_in, request.POST.getlist("case"))
        chosen = [one for one in typed if one is not None]
        try:
            given = handing_over.give_back(absence.pk, chosen, actor=user, now=now)
        except FeedbackError as refused:
            error = str(refused)
        else:
            words = ngettext(
                "%(n)s case was given back.", "%(n)s cases were given back.", len(given)
            )
            messages.success(request, words % {"n": len(given)})
            return redirect("admin:cases_absences")
    rows = handing_over.to_give_back(absence, user).select_related("case", "went_to")
    context = desk_context(
        admin.site, request, title=_("Give cases back"), absence=absence, rows=rows, error=error,
        unseen=handing_over.unseen(absence, user),
    )  # fmt: skip
    status = 409 if error else 200
    return render(request, "cases/desk/give_back.html", context, status=status)


def _enter(request: HttpRequest, form: AbsenceForm) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    entered = absenting.enter_absence(
        form.cleaned_data["person"].pk, **form.asked(), actor=user, now=now
    )
    words = _("%(who)s is away from %(from)s on. Until then nothing changes.")
    if entered.begins_at <= now:
        words = _("%(who)s is away. Their cases are handed over within a minute.")
    if not entered.hands_over:
        words = _("%(who)s gets no new cases while away; what they have stays with them.")
    messages.success(request, words % {"who": entered.person, "from": _local(entered)})
    return redirect("admin:cases_absences")


def _local(absence: Absence) -> str:
    return f"{timezone.localtime(absence.begins_at):%Y-%m-%d %H:%M}"


def _would(request: HttpRequest, form: AbsenceForm) -> dict[str, object]:
    """Each case with who would get it and why, and how many more there are that this person may not see."""
    user, now = staff_of(request), timezone.now()
    absence = absenting.drafted(form.cleaned_data["person"], **form.asked(), actor=user, now=now)
    if not absence.hands_over:
        return {"would": [], "unseen": 0}
    would = [
        (one, " · ".join(reasons_in_words([reason.wire() for reason in one.why])))
        for one in handing_over.preview(absence, actor=user, now=now)
    ]
    return {"would": would, "unseen": handing_over.unseen(absence, user)}
