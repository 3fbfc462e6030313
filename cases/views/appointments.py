"""An appointment at a store: its customer chooses purpose, day and time, moves it, cancels it."""

from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.customer_doors import admitted, for_its_customer, moved_on
from cases.errors import SlotGone
from cases.kinds import AppointmentState
from cases.measures.appointments.slot_choices import SlotChoices, offers_of, slot_choices
from cases.measures.customers.page import CustomerTimeline, Visit
from cases.measures.customers.timeline import customer_timeline
from cases.models import Appointment, SlotOffer
from cases.models.appointment import place_of
from cases.rules.appointments import booking
from cases.slot_times import moment_of
from channels.invitations import MIME
from channels.models import Conversation
from channels.rules.letters import inviting
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate
from feedback_site.organisation.models import Store

GATE = Gate(name="appointment", limit=20, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_appointment(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Lead to a time one question a page; whoever has one chooses another, and keeps theirs until then."""
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    if not (timeline.rights.may_book or timeline.rights.may_visit or _may_change(timeline)):
        return moved_on(request, conversation)
    choices = _choices(request, timeline, now)
    if not choices.offers:
        return redirect("cases:status_visit", conversation.reference)
    if request.method != "POST":
        return _page(request, timeline, choices)
    form = Form(request.POST)
    if not admitted(request, form, GATE, now=now):
        return _page(request, timeline, choices, form, status=429)
    try:
        _book(request, timeline, choices, now)
    except SlotGone as error:
        form.add_error(None, str(error))
        return _page(request, timeline, choices, form, status=409)
    except FeedbackError as error:
        messages.warning(request, str(error))
    return redirect("cases:status", conversation.reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_appointment_cancel(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask whether they are sure, and give the place back."""
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    if not _may_change(timeline) or timeline.visit is None:
        if request.method == "POST" and _was_cancelled(timeline):
            messages.success(request, _("Your appointment is cancelled. Thank you for telling us."))
            return redirect("cases:status", conversation.reference)
        return moved_on(request, conversation)
    if request.method != "POST":
        context = {"timeline": timeline, "form": Form()}
        return render(request, "cases/status_appointment_cancel.html", context)
    try:
        booking.cancel(timeline.visit.pk, actor=None, now=now)
    except FeedbackError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Your appointment is cancelled. Thank you for telling us."))
    return redirect("cases:status", conversation.reference)


@never_cache
@require_safe
@for_its_customer
def status_appointment_file(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Give the appointment as a file for their calendar; those without mail get it here."""
    booked = Appointment.objects.filter(case__submission__conversation=conversation).expected()
    one = booked.select_related("store__calendar").first()
    if one is None:
        raise Http404
    content = inviting.file_for(
        booking.told_of(one, now=timezone.now(), offer=booking.offer_of(one)),
        reference=conversation.reference, language=get_language() or "", written_at=timezone.now(),
    )  # fmt: skip
    response = HttpResponse(content, content_type=f"{MIME}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{inviting.NAME}"'
    return response


def _may_change(timeline: CustomerTimeline) -> bool:
    return timeline.visit is not None and timeline.visit.may_change


def _was_cancelled(timeline: CustomerTimeline) -> bool:
    """Whether what they want was done by an earlier press of theirs."""
    booked = Appointment.objects.filter(case=timeline.case_id).order_by("-booked_at").first()
    return booked is not None and booked.state == AppointmentState.CANCELLED


def _choices(request: HttpRequest, timeline: CustomerTimeline, now: datetime) -> SlotChoices:
    """What was chosen so far: by the address, or by the form; else as it is booked, else of their store."""
    asked = request.POST if request.method == "POST" else request.GET
    moving = timeline.visit if _may_change(timeline) else None
    store = asked.get("store", moving.store_code if moving else timeline.store_code)
    purpose = asked.get("purpose", moving.purpose if moving and "store" not in asked else "")
    return slot_choices(
        offers_of(store[:50]), purpose=purpose, day=asked.get("day", ""), now=now,
        moving=moving.pk if moving else None,
        stands_at=moving.starts_at if moving and (store, purpose) == _place(moving) else None,
    )  # fmt: skip


def _place(visit: Visit) -> tuple[str, str]:
    return visit.store_code, visit.purpose


def _stands_so(visit: Visit | None, offer: SlotOffer, starts_at: datetime) -> bool:
    """Whether what they want is booked already."""
    if visit is None or not visit.is_booked:
        return False
    return (_place(visit), visit.starts_at) == ((offer.store.code, offer.purpose), starts_at)


def _book(
    request: HttpRequest, timeline: CustomerTimeline, choices: SlotChoices, now: datetime
) -> None:
    starts_at = moment_of(request.POST.get("starts", ""))
    if choices.offer is None or starts_at is None or timeline.case_id is None:
        raise SlotGone
    if _stands_so(timeline.visit, choices.offer, starts_at):
        # Pressed twice, or in two windows.
        messages.success(request, _("Your appointment is booked. We keep the time free for you."))
        return
    slot = {
        "store_id": choices.offer.store_id, "purpose": choices.offer.purpose,
        "starts_at": starts_at, "actor": None, "now": now,
    }  # fmt: skip
    if _may_change(timeline) and timeline.visit is not None and "moves" in request.POST:
        booking.move(timeline.visit.pk, **slot)  # type: ignore[arg-type]
        messages.success(request, _("Your appointment is moved. The old time is free again."))
    else:
        booking.book(timeline.case_id, **slot)  # type: ignore[arg-type]
        messages.success(request, _("Your appointment is booked. We keep the time free for you."))


def _page(
    request: HttpRequest, timeline: CustomerTimeline, choices: SlotChoices,
    form: Form | None = None, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    store: Store = choices.offers[0].store
    context = {
        "timeline": timeline, "choices": choices, "store": store, "form": form or Form(),
        "is_moving": _may_change(timeline), "zone": place_of(store.calendar.time_zone).key,
    }  # fmt: skip
    return render(request, "cases/status_appointment.html", context, status=status)
