"""One call-back: whom to call, what is known of them, what was tried, and how it ended."""

import phonenumbers
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from channels.call_kinds import CallBackState
from channels.forms.calls import TryForm
from channels.measures.wait_words import due_in_words
from channels.models import CallBack
from channels.models.call import NUMBER_CONTEXT
from channels.panels import slots
from channels.rules.calls import calling_back
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.rules.revealing import reveal
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call-back, or record how an attempt ended."""
    found = _visible(request, pk)
    if request.method != "POST":
        return _page(request, found, TryForm())
    form = TryForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        calling_back.record_try(
            pk, actor=staff_of(request), now=timezone.now(), **form.cleaned_data
        )
    except FeedbackError as error:
        return _page(request, found, form, refusal=str(error), status=error.status)
    found.refresh_from_db()
    messages.success(request, _ended_in_words(found))
    return redirect("admin:channels_calls")


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def take_call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it one's own."""
    found = _visible(request, pk)
    try:
        calling_back.take_on(pk, actor=staff_of(request), now=timezone.now())
    except FeedbackError as error:
        return _page(request, found, TryForm(), refusal=str(error), status=error.status)
    return redirect("admin:channels_call_back", pk=pk)


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def give_up_call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody cannot be reached, after honest attempts."""
    found = _visible(request, pk)
    try:
        calling_back.give_up(
            pk, reason=request.POST.get("reason", ""), actor=staff_of(request), now=timezone.now()
        )
    except FeedbackError as error:
        return _page(request, found, TryForm(), refusal=str(error), status=error.status)
    messages.success(request, _("Given up. It is counted apart."))
    return redirect("admin:channels_calls")


@require_POST
@needs(Ability.REVEAL)
def show_call_back_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Unmask the number on purpose; the look is logged. What was typed meanwhile comes back."""
    found = _visible(request, pk)
    call = found.calls.order_by("-rang_at").first()
    if call is None:
        raise Http404
    try:
        number = reveal(
            wrapped_key=bytes(call.wrapped_key) if call.wrapped_key else None,
            sealed=bytes(call.number_sealed or b""), context=NUMBER_CONTEXT,
            subject=f"call:{call.pk}", actor=staff_of(request), now=timezone.now(),
            reason=f"call_back:{found.pk}",
        )  # fmt: skip
    except CannotUnseal:
        number = ""
    return _page(request, found, TryForm(initial=request.POST.dict()), number=number)


def _visible(request: HttpRequest, pk: int) -> CallBack:
    rows = CallBack.objects.visible_to(staff_of(request)).select_related(
        "owner", "store", "promised_by"
    )
    return get_object_or_404(rows, pk=pk)


def _ended_in_words(found: CallBack) -> str:
    match found.state:
        case CallBackState.DONE:
            first = found.tries.first()
            if first is not None and first.tried_at > found.promised_at:
                return _("Called back, later than was promised.")
            return _("Called back. The promise is kept.")
        case CallBackState.FAILED:
            return _("The number is wrong: this call-back has ended.")
    return _("The attempt is written down. It is due again later.")


def _page(
    request: HttpRequest, found: CallBack, form: TryForm, *, number: str = "", refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, now = staff_of(request), timezone.now()
    calls = list(found.calls.order_by("-rang_at")[:20])
    tries = list(found.tries.select_related("made_by"))
    customer = next((call.customer_id for call in calls if call.customer_id is not None), None)
    context = desk_context(
        admin.site, request,
        title=_("Call-back"),
        call_back=found,
        is_open=found.state == CallBackState.OPEN,
        standing="overdue" if found.due_at < now else "ok",
        due_words=due_in_words(found.due_at, now),
        calls=calls,
        tries=tries,
        may_give_up=len(tries) >= calling_back.LEAST_TRIES,
        customer=slots.card(user, customer, now) if customer is not None else None,
        form=form,
        number=_spaced(number) if number else "",
        tel=number,
        refusal=refusal,
        may_reveal=user.can(Ability.REVEAL),
    )  # fmt: skip
    return render(request, "channels/desk/call_back.html", context, status=status)


def _spaced(value: str) -> str:
    """Write a number in groups, to be read and dialled; anything else as it is."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
