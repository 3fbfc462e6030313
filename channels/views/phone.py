"""The phone: who is calling, what we know of them, and what they say."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.forms.calls import NEW, NOTE, CallForm, SpokenForm
from channels.forms.stamps import said_in
from channels.measures.call_log import at_hand, names_of, stated_by
from channels.models import Call
from channels.panels import KnownCustomer, slots
from channels.rules import taking_calls
from channels.rules.looking_up import notice_in_force
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.raw_body import keeps_body
from feedback_site.staff_doors import needs, staff_of


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def phone(request: HttpRequest) -> HttpResponse:
    """Show the page that an agent keeps open: it changes by itself when a call comes in."""
    context = _ringing(staff_of(request), timezone.now(), "")
    return render(request, "channels/phone.html", {**context, "done": request.GET.get("done", "")})


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def phone_live(request: HttpRequest) -> HttpResponse:
    """Give the part that changes, or 304 where it has not; `but` is a call that the page shows already."""
    but = request.GET.get("but", "")
    html = render_to_string(
        "channels/phone_live.html", _ringing(staff_of(request), timezone.now(), but), request
    )
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(html, headers={"ETag": etag})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
@keeps_body
def phone_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet of one call, or take what was written down on it."""
    user, now = staff_of(request), timezone.now()
    call = get_object_or_404(
        Call.objects.visible_to(user).select_related("channel", "store", "conversation"), pk=pk
    )
    if request.method != "POST":
        about = request.GET.get("about", "")
        return _sheet(request, call, CallForm(user=user, initial=_initial(call, now)), about=about)
    if request.POST.get("about", NEW) == NEW:
        return _complaint(request, call, user, now)
    return _spoken(request, call, user, now)


def _complaint(request: HttpRequest, call: Call, user: User, now: datetime) -> HttpResponse:
    form = CallForm(request.POST, user=user)
    if not form.is_valid():
        return _sheet(request, call, form, about=NEW, errors=form.errors)
    raw = taking_calls.take_complaint(
        call, body=request.body, content_type=request.headers["Content-Type"],
        store=form.cleaned_data["store"], language=form.cleaned_data["language"],
        external_id=said_in(request), actor=user, now=now,
    )  # fmt: skip
    words = _("%(reference)s is taken down. Tell the caller this number.")
    messages.success(request, words % {"reference": raw.reference})
    return _done(call)


def _spoken(request: HttpRequest, call: Call, user: User, now: datetime) -> HttpResponse:
    """Put it on a case, or note it on the call; what was typed comes back with a refusal."""
    form = SpokenForm(request.POST)
    about = request.POST["about"]
    typed = CallForm(user=user, initial={**_initial(call, now), **request.POST.dict()})
    if not form.is_valid():
        return _sheet(request, call, typed, about=about, errors=form.errors)
    try:
        if about == NOTE:
            taking_calls.note_call(call.pk, text=form.cleaned_data["text"], actor=user, now=now)
            messages.success(request, _("Noted on the call."))
        else:
            raw = taking_calls.add_to_case(
                call, reference=form.case_reference(), body=request.body,
                content_type=request.headers["Content-Type"], external_id=said_in(request),
                actor=user, now=now,
            )  # fmt: skip
            words = _("It is on the case %(reference)s now.")
            case = str(raw.context["about"])
            messages.success(request, words % {"reference": case})
    except FeedbackError as error:
        return _sheet(request, call, typed, about=about, refusal=str(error), status=error.status)
    return _done(call)


def _done(call: Call) -> HttpResponse:
    """Go back to the page that waits for calls, and let the browser forget what was typed on this one."""
    return redirect(f"{reverse('channels:phone')}?done={call.pk}")


def _initial(call: Call, now: datetime) -> dict[str, object]:
    return {
        "store": call.store.code if call.store else "",
        "language": get_language() or "zh-hant",
        "notice_version": notice_in_force(now),
        "same_number": call.number_index is not None,
    }


def _ringing(user: User, now: datetime, but: str) -> dict[str, object]:
    """What rings, with a card of whoever the first of them is."""
    calls = [call for call in at_hand(user, now) if str(call.pk) != but]
    card = None if but or not calls else _card(user, calls[0], now)
    names = names_of(user, calls)
    rows = [{"call": call, "name": names.get(call.customer_id or 0, "")} for call in calls]
    return {"ringing": rows, "card": card, "but": but}


def _card(user: User, call: Call, now: datetime) -> KnownCustomer | None:
    """Of whoever is known by the number, else of who stated it last: then the page says so."""
    whose = call.customer_id if call.customer_id is not None else stated_by(call)
    return slots.card(user, whose, now) if whose is not None else None


def _sheet(
    request: HttpRequest, call: Call, form: CallForm, *, about: str,
    errors: Mapping[str, object] | None = None, refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, now = staff_of(request), timezone.now()
    card = _card(user, call, now)
    open_cases = [case for case in card.cases if not case.is_finished] if card else []
    known = {case.reference for case in open_cases}
    context = {
        **_ringing(user, now, str(call.pk)),
        "call": call,
        "customer": card,
        "form": form,
        "open_cases": open_cases,
        "about": about if about in {NEW, NOTE, "other"} | known else NEW,
        "reference": request.POST.get("reference", ""),
        "errors": errors or {},
        "refusal": refusal,
    }
    return render(request, "channels/phone_call.html", context, status=status)
