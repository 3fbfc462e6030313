"""Calls that no call centre tells of: typed in while or after somebody spoke, and put right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from channels.forms.calls_by_hand import ByHandForm, CorrectionForm
from channels.forms.stamps import said_in
from channels.models import Call
from channels.rules.manual_entry import logging_calls
from channels.views.phone_parts import due_in_full, phone_page
from feedback_site.errors import FeedbackError
from feedback_site.led_on import sent_from
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@never_cache
@needs(Ability.TAKE_FEEDBACK)
@sent_from("channels:phone")
def phone_log(request: HttpRequest) -> HttpResponse:
    """Write down a call, and show whose number it is; one that is over leads back to the page that waits."""
    user, now = staff_of(request), timezone.now()
    form = ByHandForm(request.POST, user=user)
    if not form.is_valid():
        return phone_page(request, form, status=422)
    said = form.cleaned_data
    try:
        call = logging_calls.log_call(
            form.told(now), number=said["number"], store=said["store"], note=said["note"],
            key=said_in(request), actor=user, now=now,
        )  # fmt: skip
    except FeedbackError as error:
        return phone_page(request, form, refusal=str(error), status=error.status)
    if not call.is_by_hand:
        messages.info(request, _("The call centre told of this call already: here it is."))
    elif call.ended_at is not None and (call.note or call.answered_at is None):
        messages.success(request, _written(call))
        return redirect("channels:phone")
    return redirect("channels:phone_call", pk=call.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def phone_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right a call that was written down by hand."""
    user, now = staff_of(request), timezone.now()
    call = get_object_or_404(Call.objects.visible_to(user).exclude(logged_by=None), pk=pk)
    if request.method != "POST":
        return _correction(request, call, CorrectionForm(user=user, call=call))
    form = CorrectionForm(request.POST, user=user, call=call)
    if not form.is_valid():
        return _correction(request, call, form, status=422)
    try:
        logging_calls.correct_call(
            pk, form.told(now), number=form.cleaned_data["number"], actor=user, now=now
        )
    except FeedbackError as error:
        return _correction(request, call, form, refusal=str(error), status=error.status)
    messages.success(request, _("Put right. What it was before stands in the ledger."))
    return redirect("channels:phone_call", pk=pk)


def _written(call: Call) -> str:
    if call.call_back is None:
        return _("The call is written down.")
    words = _("The call is written down. They are called back by %(due)s.")
    return words % {"due": due_in_full(call.call_back)}


def _correction(
    request: HttpRequest, call: Call, form: CorrectionForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"call": call, "form": form, "refusal": refusal}
    return render(request, "channels/phone_correct.html", context, status=status)
