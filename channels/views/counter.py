"""The counter: find who stands there, take the complaint, hand over a slip."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.devices.clerks import clerk_token
from channels.errors import TooManyLookUps
from channels.forms.counter import CounterForm
from channels.forms.devices import DeviceForm
from channels.forms.stamps import said_in
from channels.models import RawIntake
from channels.panels import KnownCustomer, slots
from channels.references import read_reference
from channels.rules import intake
from channels.rules.customers.asking_who import count_look_up
from channels.rules.looking_up import channel_called, notice_in_force
from channels.rules.reserving import device_with
from channels.views.receipts import receipt_for
from feedback_site.led_on import sent_from
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Ability
from feedback_site.raw_body import keeps_body
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

STORE = "counter_store"
SLIPS = "counter_slips"
# A slip shows the access code: it is printed again only by who took the feedback, in the same sitting.
MOST_SLIPS = 50
LONGEST_QUERY = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
@keeps_body
def counter(request: HttpRequest) -> HttpResponse:
    """Show the empty screen, or take what was filled in and go to its slip."""
    now, user = timezone.now(), staff_of(request)
    if request.method != "POST":
        return _page(request, CounterForm(user=user, initial=_initial(request, now)))
    form = CounterForm(request.POST, request.FILES, user=user)
    if not form.is_valid():
        return _page(request, form)
    language = form.cleaned_data["language"]
    store = form.cleaned_data["store"]
    raw = intake.take(
        channel=channel_called("counter"),
        body=request.body,
        content_type=request.headers["Content-Type"],
        now=now,
        external_id=said_in(request),
        context={"clerk": user.pk, "store": store, "language": language},
    )
    request.session[STORE] = store
    keep_slip(request.session, raw.reference)
    return redirect("channels:slip", raw.reference)


@never_cache
@needs(Ability.TAKE_FEEDBACK)
@sent_from("channels:counter")
def counter_find(request: HttpRequest) -> HttpResponse:
    """Say who a number, name, slip or receipt belongs to; by POST, so that no log keeps what was typed."""
    now, user = timezone.now(), staff_of(request)
    query = request.POST.get("query", "").strip()[:LONGEST_QUERY]
    found: dict[str, object] = {"query": query}
    if not query:
        found["day"] = slots.day(user, _first_store(request), now)
        return _found(request, found)
    try:
        count_look_up(actor=user, now=now)
    except TooManyLookUps as error:
        answer = _found(request, {**found, "too_many": str(error)}, status=error.status)
        answer["Retry-After"] = str(error.seconds)
        return answer
    found |= {
        "found": slots.memory(user, query, now),
        "waits_on": device_with(query),
        "is_slip": read_reference(query) is not None,
    }
    return _found(request, found)


def _found(request: HttpRequest, found: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Give what was found as a part for the page that asked, or as a page of its own."""
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "channels/counter_found.html", found, status=status)
    now, user = timezone.now(), staff_of(request)
    found["form"] = CounterForm(user=user, initial=_initial(request, now))
    return render(request, "channels/counter.html", found, status=status)


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the slip in the customer's language, ready to print on a roll or on A4."""
    if reference not in request.session.get(SLIPS, []):
        raise Http404
    raw = RawIntake.objects.select_related("conversation").get(reference=reference)
    receipt = receipt_for(raw)
    store = Store.objects.filter(code=str(raw.context.get("store", ""))).first()
    with translation.override(receipt.language):
        paper = render_to_string(
            "channels/slip_paper.html", {"receipt": receipt, "store": store}, request
        )
    context = {
        "receipt": receipt,
        "paper": paper,
        "on_a4": request.GET.get("paper") == "a4",
    }
    return render(request, "channels/slip.html", context)


def _first_store(request: HttpRequest) -> str:
    stores = Store.objects.filter(pk__in=staff_of(request).reach.stores).values_list(
        "code", flat=True
    )
    return request.session.get(STORE) or next(iter(stores), "")


def _initial(request: HttpRequest, now: datetime) -> dict[str, str]:
    return {
        "store": _first_store(request),
        "language": settings.LANGUAGE_CODE,
        "notice_version": notice_in_force(now),
    }


def keep_slip(session: SessionBase, reference: str) -> None:
    """Let who took the feedback print its slip again, in the same sitting."""
    earlier = [one for one in session.get(SLIPS, []) if one != reference]
    session[SLIPS] = [*earlier, reference][-MOST_SLIPS:]


def _page(request: HttpRequest, form: CounterForm) -> HttpResponse:
    now, user = timezone.now(), staff_of(request)
    card, too_many = _card(request, now)
    is_day = not (card or too_many)
    context = {
        **_for_devices(request),
        "form": form,
        "found": (card,) if card else (),
        "too_many": too_many,
        "day": slots.day(user, str(form["store"].value() or ""), now) if is_day else None,
        "photos_are_gone": bool(request.FILES),
        "last_slip": _last_slip(request),
        "clerk_token": clerk_token(user.pk),
        "device_form": DeviceForm(user=user) if user.can(Ability.SUPERVISE) else None,
    }
    return render(request, "channels/counter.html", context)


def _card(request: HttpRequest, now: datetime) -> tuple[KnownCustomer | None, str]:
    """Whom a page beside this one was about, once it leads back, or why they are not shown now.

    Nobody out of reach. It counts as a look-up: numbers of customers are soon counted through.
    """
    known, user = id_in(request.GET.get("customer")), staff_of(request)
    if known is None:
        return None, ""
    try:
        count_look_up(actor=user, now=now)
    except TooManyLookUps as error:
        return None, str(error)
    return slots.card(user, known, now), ""


def shell_page(request: HttpRequest) -> HttpResponse:
    """Draw the page that a device keeps: the form, the slips' paper, and nothing of anybody."""
    form = CounterForm(user=staff_of(request), initial=_initial(request, timezone.now()))
    return render(
        request, "channels/counter.html", {**_for_devices(request), "form": form, "is_shell": True}
    )


def _for_devices(request: HttpRequest) -> dict[str, object]:
    """What a slip needs that is printed without us: its paper in each language, and where it leads."""
    blank = {"find_url": settings.SITE_URL + reverse("cases:status_find")}
    papers = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            papers.append((code, render_to_string("channels/slip_blank.html", blank, request)))
    return {"papers": papers, "case_url": f"{settings.SITE_URL}/c/"}


def _last_slip(request: HttpRequest) -> str:
    return next(iter(request.session.get(SLIPS, [])[-1:]), "")
