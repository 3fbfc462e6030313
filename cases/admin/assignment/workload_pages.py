"""Workload: who is there, what each has, and what each can do, for whoever supervises them."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.addresses import case_url
from cases.errors import CaseError
from cases.forms.people import ProfileForm
from cases.measures.assignment.workload import workload_of
from cases.rules.assignment import taking_next
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import WorkProfile
from feedback_site.organisation.models.work_profile import led_by
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules import profiling
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.SUPERVISE)
def workload(request: HttpRequest) -> HttpResponse:
    """Show whom this person supervises: on shift, load and capacity; and the cases that nobody has."""
    found = workload_of(staff_of(request), now=timezone.now())
    context = desk_context(admin.site, request, title=_("Workload"), workload=found)
    return render(request, "cases/desk/workload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change what one person can do."""
    user = staff_of(request)
    found = get_object_or_404(led_by(user), pk=pk)
    profile = WorkProfile.objects.filter(person=found).first() or WorkProfile(person=found)
    form = ProfileForm(request.POST if request.method == "POST" else None, profile=profile)
    if request.method == "POST" and form.is_valid():
        profiling.write_profile(found.pk, **form.cleaned_data, actor=user, now=timezone.now())
        messages.success(request, _("Kept: the next case is given with it in mind."))
        return redirect("admin:cases_workload")
    context = desk_context(admin.site, request, title=str(found), person=found, form=form)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/desk/person.html", context, status=status)


@require_POST
@needs(Ability.WORK_CASES)
def next_case(request: HttpRequest) -> HttpResponse:
    """Claim the most urgent case that fits, and open it."""
    try:
        case = taking_next.take_next(actor=staff_of(request), now=timezone.now())
    except CaseError as error:
        messages.warning(request, str(error))
        return redirect("admin:cases_queue", "unassigned")
    messages.success(request, _("This one is yours: the most urgent that fits you."))
    return redirect(case_url(case.reference))
