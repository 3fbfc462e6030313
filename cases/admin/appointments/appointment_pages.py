"""Appointments at the desk: the day of a store, who came, and booking for a customer from their case."""

from datetime import datetime, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.addresses import case_url
from cases.admin.appointments.rebooking_page import address_of, day_in, name_untold
from cases.admin.case_page.dialogs import case_or_404
from cases.admin.sent import led_back
from cases.errors import SlotGone
from cases.measures.appointments.days import day_bounds, day_of_store, stores_of
from cases.measures.appointments.other_times import outside_hours
from cases.measures.appointments.slot_choices import SlotChoices, offers_of, slot_choices
from cases.models import Appointment, Case, SlotOffer
from cases.models.appointment import place_of
from cases.rules.appointments import booking, receiving
from cases.slot_times import moment_of
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import Store
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import back_to, needs, staff_of
from feedback_site.typed_numbers import id_in

DAYS_SHOWN = 7
VERBS = {"came": receiving.came, "missed": receiving.missed}


@require_safe
@needs(Ability.TAKE_FEEDBACK)
def appointments(request: HttpRequest) -> HttpResponse:
    """Show whom a store expects on a day; made to be printed in the morning."""
    user, now = staff_of(request), timezone.now()
    stores = stores_of(user)
    code = request.GET.get("store", "")
    store = next((one for one in stores if one.code == code), stores[0] if stores else None)
    outside = outside_hours([store.pk], now=now) if store else []
    day, away = day_in(request.GET.get("day", "")), {one.pk for one in outside}
    found = day_of_store(store, day, user, now=now, outside=away) if store else None
    one_day = timedelta(days=1)
    context = desk_context(
        admin.site, request, title=_("Appointments"), stores=stores, found=found,
        before=found and found.day - one_day, after=found and found.day + one_day,
        may_offer=user.can(Ability.SUPERVISE), n_outside=len(outside),
        outside_url=address_of(store) if outside and store else "",
        days_outside=sorted({one.day for one in outside})[:DAYS_SHOWN],
    )  # fmt: skip
    return render(request, "cases/desk/appointments.html", context)


@require_POST
@needs(Ability.TAKE_FEEDBACK)
def mark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Say that somebody came, or that they did not."""
    user = staff_of(request)
    one = get_object_or_404(Appointment.objects.visible_to(user), pk=pk)
    if verb not in VERBS:
        raise Http404
    otherwise = reverse("admin:cases_appointments")
    try:
        VERBS[verb](one.pk, actor=user, now=timezone.now())
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect(back_to(request, otherwise))
    return led_back(request, _("Noted. The customer is not written to."), otherwise=otherwise)


@require_POST
@needs(Ability.SUPERVISE)
def cancel_day(request: HttpRequest) -> HttpResponse:
    """Cancel all of a store's day that are still to come: a storm, a machine that broke."""
    user, now = staff_of(request), timezone.now()
    store = next((one for one in stores_of(user) if one.code == request.POST.get("store")), None)
    day = day_in(request.POST.get("day", ""))
    if store is None or day is None:
        raise Http404
    begins, ends = day_bounds(day, place_of(store.calendar.time_zone))
    try:
        n = booking.cancel_day(
            store.pk, begins, ends, reason=request.POST.get("reason", "")[:500], actor=user, now=now
        )
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "%(n)s appointment is cancelled. Whoever can be written to is told why.",
            "%(n)s appointments are cancelled. Whoever can be written to is told why.", n,
        )  # fmt: skip
        messages.success(request, words % {"n": n})
        gone = Appointment.objects.filter(store=store, ended_by=user, ended_at=now)
        name_untold(request, gone.values_list("pk", flat=True), "appointment_cancelled", now)
    address = reverse("admin:cases_appointments")
    return redirect(f"{address}?store={store.code}&day={day.isoformat()}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """Book for the customer of a case who calls or stands before one, or move what they have."""
    user, now = staff_of(request), timezone.now()
    case = case_or_404(reference, user)
    moving = case.appointments.expected().select_related("store__calendar").first()
    if moving is None and case.state not in booking.BOOKABLE:
        raise PermissionDenied
    choices, stores = _choices(request, case, moving, now)
    form = Form(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            return _booked(request, case, choices, moving, now)
        except FeedbackError as error:
            form.add_error(None, str(error))
            status = error.status
    first = day_in(request.GET.get("day", ""))
    days = [one for one in choices.days if first is None or one.day >= first]
    context = desk_context(
        admin.site, request, title=_("Another time") if moving else _("Appointment"), case=case,
        case_url=case_url(reference), form=form, choices=choices, stores=stores, moving=moving,
        days=days[:DAYS_SHOWN], later=days[DAYS_SHOWN] if len(days) > DAYS_SHOWN else None,
    )  # fmt: skip
    return render(request, "cases/desk/book.html", context, status=status)


def _booked(
    request: HttpRequest,
    case: Case,
    choices: SlotChoices,
    moving: Appointment | None,
    now: datetime,
) -> HttpResponse:
    starts_at = moment_of(request.POST.get("starts", ""))
    if choices.offer is None or starts_at is None:
        raise SlotGone
    user, version = staff_of(request), id_in(request.POST.get("version", ""))
    if moving is not None:
        booking.move(
            moving.pk, store_id=choices.offer.store_id, purpose=choices.offer.purpose,
            starts_at=starts_at, actor=user, now=now, version=version,
        )  # fmt: skip
    else:
        booking.book(
            case.pk, store_id=choices.offer.store_id, purpose=choices.offer.purpose,
            starts_at=starts_at, actor=user, now=now, version=version,
        )  # fmt: skip
    words = _(
        "The place is kept. Whoever can be written to gets it in a letter; tell others yourself."
    )
    return led_back(request, words, otherwise=case_url(case.reference))


def _choices(
    request: HttpRequest, case: Case, moving: Appointment | None, now: datetime
) -> tuple[SlotChoices, list[Store]]:
    """What was chosen so far; at first the store and purpose of what is booked, or the store of the case."""
    asked = request.POST if request.method == "POST" else request.GET
    offering = SlotOffer.objects.open().values("store")
    stores = sorted(Store.objects.filter(pk__in=offering), key=lambda store: store.name)
    own = moving.store_id if moving else case.store_id
    code = asked.get("store") or next((one.code for one in stores if one.pk == own), "")
    if not code and stores:
        code = stores[0].code
    choices = slot_choices(
        offers_of(code[:50]), purpose=asked.get("purpose", moving.purpose if moving else ""), day="",
        now=now, has_notice=False, moving=moving.pk if moving else None,
    )  # fmt: skip
    return choices, stores
