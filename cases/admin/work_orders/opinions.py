"""Opinions at the desk: what one is asked as an expert, and giving it."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.admin.sent import tried
from cases.forms.orders import OpinionForm, hand_on_form
from cases.measures.told import told_in
from cases.models import Case, Opinion
from cases.rules.escalation import consulting
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

ROWS = 50


@require_safe
@needs(Ability.SEE_CASES)
def opinions(request: HttpRequest) -> HttpResponse:
    """List what one was asked for: what is still owed first, then the latest."""
    rows = Opinion.objects.filter(person=staff_of(request)).select_related("consultation__case")
    awaited = list(rows.awaited().order_by("consultation__due_at")[:ROWS])
    given = list(rows.filter(given_at__isnull=False).order_by("-given_at")[:ROWS])
    context = desk_context(
        admin.site, request, title=_("Opinions asked of me"), awaited=awaited, given=given,
        now=timezone.now(),
    )  # fmt: skip
    return render(request, "cases/desk/opinions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the question and what the customer said, and take the opinion of whoever is asked."""
    user = staff_of(request)
    rows = Opinion.objects.visible_to(user).select_related(
        "consultation__case__submission", "consultation__asked_by", "person"
    )
    found = get_object_or_404(rows, pk=pk)
    is_open = found.given_at is None and found.consultation.decided_at is None
    form = OpinionForm(request.POST if request.method == "POST" else None)

    def give() -> HttpResponse:
        consulting.give(pk, actor=user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Recorded. Whoever has the case reads it."))
        return redirect("admin:cases_opinion", pk=pk)

    answer = tried(request, form, give)
    if isinstance(answer, HttpResponse):
        return answer
    case = found.consultation.case
    context = desk_context(
        admin.site, request, title=case.reference, opinion=found, case=case, form=form,
        told=told_in([case.pk])[case.pk],
        sees_case=Case.objects.visible_to(user).filter(pk=case.pk).exists(),
        may_give=is_open and found.person_id == user.pk,
        may_hand_on=is_open and (found.person_id == user.pk or consulting.may_decide(case, user)),
    )  # fmt: skip
    return render(request, "cases/desk/opinion.html", context, status=answer)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who answers instead, and hand the question on to them."""
    user = staff_of(request)
    rows = Opinion.objects.visible_to(user).select_related("consultation__case", "person")
    found = get_object_or_404(rows, pk=pk)
    form = hand_on_form(found, request.POST if request.method == "POST" else None)

    def pass_on() -> HttpResponse:
        person_id = int(str(form.cleaned_data["person"]))
        consulting.hand_on(pk, person_id=person_id, actor=user, now=timezone.now())
        messages.success(request, _("Handed on. They are told by letter."))
        return redirect("admin:cases_opinions")

    answer = tried(request, form, pass_on)
    if isinstance(answer, HttpResponse):
        return answer
    context = desk_context(
        admin.site, request, title=_("Hand the question on"), form=form, submit=_("Hand on"),
        case_url=reverse("admin:cases_opinion", args=(pk,)), action_url=request.path,
    )  # fmt: skip
    return render(request, "cases/desk/order_form.html", context, status=answer)
