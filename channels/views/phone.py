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

from channels.forms.calls import CALL, NEW, NOTE, OTHER, CallForm, SpokenForm
from channels.forms.calls_by_hand import ByHandForm
from channels.forms.stamps import said_in
from channels.measures.call_log import owed_to
from channels.models import Call
from channels.rules.looking_up import notice_in_force
from channels.rules.manual_entry import promising_calls, taking_calls
from channels.views.phone_parts import card_of, due_in_full, phone_page, ringing
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
    form = ByHandForm(user=staff_of(request))
    return phone_page(request, form, done=request.GET.get("done", ""))


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def phone_live(request: HttpRequest) -> HttpResponse:
    """Give the part that changes, or 304 where it has not; `but` is a call that the page shows already."""
    but = request.GET.get("but", "")
    html = render_to_string(
        "channels/phone_live.html", ringing(staff_of(request), timezone.now(), but), request
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
        elif about == CALL:
            _promise(request, call, form, user, now)
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


def _promise(request: HttpRequest, call: Call, form: SpokenForm, user: User, now: datetime) -> None:
    made = promising_calls.promise_call(
        call.pk, call_at=form.cleaned_data["call_at"], note=form.cleaned_data["text"], actor=user,
        now=now,
    )  # fmt: skip
    words = _("Promised: we call by %(due)s. It stands among the calls to make.")
    messages.success(request, words % {"due": due_in_full(made)})


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


def _sheet(
    request: HttpRequest, call: Call, form: CallForm, *, about: str,
    errors: Mapping[str, object] | None = None, refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, now = staff_of(request), timezone.now()
    card = card_of(user, call, now)
    open_cases = [case for case in card.cases if not case.is_finished] if card else []
    known = {case.reference for case in open_cases}
    context = {
        **ringing(user, now, str(call.pk)),
        "call": call,
        "owed": owed_to(user, call),
        "customer": card,
        "form": form,
        "open_cases": open_cases,
        "about": about if about in {NEW, NOTE, OTHER, CALL} | known else NEW,
        "may_promise": call.number_index is not None,
        "call_at": request.POST.get("call_at", ""),
        "reference": request.POST.get("reference", ""),
        "errors": errors or {},
        "refusal": refusal,
    }
    return render(request, "channels/phone_call.html", context, status=status)
