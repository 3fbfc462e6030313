"""A visit to a store: wished for by the customer, confirmed by a colleague as a promise on the case."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.appointment_words import day_in_words
from cases.customer_doors import admitted, for_its_customer, moved_on, take_words
from cases.forms.status import VisitForm, in_words
from cases.measures.appointments.slot_choices import offers_of
from cases.measures.appointments.visit_times import VisitTime, visit_times
from cases.measures.customers.timeline import customer_timeline
from channels.forms.feedback import open_stores
from channels.models import Conversation
from feedback_site.floods.gates import Gate
from feedback_site.organisation.models import Store

GATE = Gate(name="visit", limit=10, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_visit(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask for store, day and part of the day; what was chosen goes on the case as the customer's words."""
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    if not timeline.rights.may_visit:
        return moved_on(request, conversation)
    stores = open_stores()
    is_choosing = request.method != "POST" and "choose" in request.GET
    store = None if is_choosing else _chosen(request, stores, timeline.store)
    if store and "time" not in request.POST and offers_of(store.code):
        # It offers slots: one of them is booked there and then, and needs nobody's answer.
        address = reverse("cases:status_appointment", args=(conversation.reference,))
        return redirect(f"{address}?{urlencode({'store': store.code})}")
    times = visit_times(store, now=now) if store else ()
    form = _form(request, times)
    status = 200
    if store and form.is_valid():
        if admitted(request, form, GATE, now=now):
            take_words(request, conversation, _wish(store, form), now=now)
            messages.success(
                request,
                _(
                    "We have your wish. A colleague confirms it here; wait for that before you come."
                ),
            )
            return redirect("cases:status", conversation.reference)
        status = 429
    context = {
        "timeline": timeline, "form": form, "stores": stores, "store": store, "times": times,
    }  # fmt: skip
    return render(request, "cases/status_visit.html", context, status=status)


def _form(request: HttpRequest, times: Sequence[VisitTime]) -> VisitForm:
    """Give the form as it was sent; where only another store is looked at, with the note that was typed."""
    if request.method != "POST":
        return VisitForm(times=times)
    if "look" in request.POST:
        return VisitForm(initial={"note": request.POST.get("note", "")}, times=times)
    return VisitForm(request.POST, times=times)


def _chosen(request: HttpRequest, stores: list[Store], own: str) -> Store | None:
    """Give the store that was asked for, else that of the case."""
    code = request.POST.get("store", request.GET.get("store", ""))
    fitting = (one for one in stores if (one.code == code if code else one.name == own))
    return next(fitting, None)


def _wish(store: Store, form: VisitForm) -> str:
    chosen = form.chosen()
    words = _("I would like to come to %(store)s: %(day)s, %(part)s.") % {
        "store": store.name, "day": day_in_words(chosen.day), "part": in_words(chosen),
    }  # fmt: skip
    note = form.cleaned_data["note"].strip()
    return f"{words}\n{note}" if note else words
