"""Other times for many appointments of a store: proposed, looked at, and moved with a letter to each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases.measures.appointments.days import day_bounds, stores_of
from cases.measures.appointments.other_times import outside_hours, proposals
from cases.models import Appointment, Case
from cases.models.appointment import place_of
from cases.rules.appointments import rebooking
from cases.slot_times import moment_of
from channels.models import Outgoing
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

MOST_NAMED = 50
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which appointments are looked at: those of a day, or without one those outside the store's hours."""

    store: Store
    day: date | None
    # The first day on which another time is looked for; None for their own.
    first: date | None

    def rows(self, *, now: datetime) -> list[Appointment]:
        """Read them, the earliest first."""
        if self.day is None:
            return outside_hours([self.store.pk], now=now)
        begins, ends = day_bounds(self.day, place_of(self.store.calendar.time_zone))
        coming = Appointment.objects.expected().filter(
            store=self.store, starts_at__gte=max(begins, now), starts_at__lt=ends
        )
        return list(
            coming.select_related("store__calendar", "case__customer").order_by("starts_at", "pk")
        )

    @property
    def address(self) -> str:
        """The page for the same."""
        days = {"day": self.day, "first": self.first}
        asked = {name: day.isoformat() for name, day in days.items() if day}
        return f"{address_of(self.store)}&{urlencode(asked)}" if asked else address_of(self.store)


def address_of(store: Store) -> str:
    """Where other times are found for what lies outside a store's hours."""
    return f"{reverse('admin:cases_appointments_other')}?{urlencode({'store': store.code})}"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def other_times(request: HttpRequest) -> HttpResponse:
    """Propose another time for each, and move those that are ticked; whoever has none stays named."""
    user, now = staff_of(request), timezone.now()
    asked = _asked(request, user)
    if request.method == "POST":
        try:
            return _moved(request, asked, user, now)
        except FeedbackError as error:
            messages.error(request, str(error))
            return redirect(asked.address)
    found = proposals(asked.rows(now=now), first=asked.first, now=now)
    theirs = Case.objects.visible_to(user).filter(pk__in=[each.one.case_id for each in found])
    context = desk_context(
        admin.site, request, title=_("Other times"), asked=asked, found=found,
        may_see=set(theirs.values_list("pk", flat=True)),
        n_free=sum(one.free is not None for one in found),
        day_url=f"{reverse('admin:cases_appointments')}?{urlencode({'store': asked.store.code})}",
    )  # fmt: skip
    return render(request, "cases/desk/other_times.html", context)


def tell_outside(
    request: HttpRequest, stores: Iterable[Store], *, user: User, now: datetime
) -> None:
    """Say at which of these stores somebody is expected while they are not open, and lead to other times.

    Nobody is moved by a change of hours: whoever supervises the store says why, to each.
    """
    reach = user.reach
    theirs = {one.pk: one for one in stores if reach.everything or one.pk in reach.stores}
    by_store: dict[int, int] = {}
    for one in outside_hours(theirs, now=now):
        by_store[one.store_id] = by_store.get(one.store_id, 0) + 1
    for pk, n in by_store.items():
        words = ngettext(
            "%(store)s: %(n)s appointment lies outside its hours and still stands.",
            "%(store)s: %(n)s appointments lie outside its hours and still stand.", n,
        )  # fmt: skip
        said = format_html("{}", words % {"store": theirs[pk], "n": n})
        if user.can(Ability.SUPERVISE):
            link = address_of(theirs[pk]), _("Find other times")
            said = format_html('{} <a href="{}">{}</a>', said, *link)
        messages.warning(request, said)


def name_untold(request: HttpRequest, ids: Iterable[int], template: str, now: datetime) -> None:
    """Name the cases whose customers no letter goes to: somebody has to call them, or they come."""
    letters = Outgoing.objects.filter(
        conversation=OuterRef("case__submission__conversation"), template=template, created_at=now
    )
    untold = Appointment.objects.filter(~Exists(letters), pk__in=list(ids))
    names = list(untold.values_list("case__reference", flat=True)[:MOST_NAMED])
    if names:
        words = _(
            "No letter goes to the customers of these cases; please tell them yourself: %(cases)s"
        )
        messages.warning(request, words % {"cases": ", ".join(names)})


def _asked(request: HttpRequest, user: User) -> Asked:
    sent = request.POST if request.method == "POST" else request.GET
    store = next((one for one in stores_of(user) if one.code == sent.get("store")), None)
    if store is None:
        raise Http404
    day = day_in(sent.get("day", ""))
    first = day_in(sent.get("first", "")) or (day + timedelta(days=1) if day else None)
    return Asked(store=store, day=day, first=first)


def day_in(text: str) -> date | None:
    """Read a day as addresses and forms spell it; None for what is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # Of years at the edge of what there is, no day before or after could be named.
    return day if day and 2000 <= day.year < 3000 else None


def _moved(request: HttpRequest, asked: Asked, user: User, now: datetime) -> HttpResponse:
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    moves = list(_ticked(request))
    if not moves:
        messages.error(request, _("Nothing is ticked; nothing was changed."))
        return redirect(asked.address)
    done = rebooking.rebook(moves, store_id=asked.store.pk, reason=reason, actor=user, now=now)
    if done.moved:
        words = ngettext(
            "%(n)s appointment is moved. Whoever can be written to gets the new time and why.",
            "%(n)s appointments are moved. Whoever can be written to gets the new time and why.",
            len(done.moved),
        )  # fmt: skip
        messages.success(request, words % {"n": len(done.moved)})
        name_untold(request, done.moved, "appointment_booked", now)
    if not done.refused:
        return redirect(f"{reverse('admin:cases_appointments')}?store={asked.store.code}")
    words = ngettext(
        "%(n)s stands as it did: its new time was taken, or somebody changed it meanwhile.",
        "%(n)s stand as they did: their new times were taken, or somebody changed them meanwhile.",
        len(done.refused),
    )  # fmt: skip
    messages.warning(request, words % {"n": len(done.refused)})
    return redirect(asked.address)


def _ticked(request: HttpRequest) -> Iterator[rebooking.Move]:
    """Which appointments, each with its own time and the one beside it as they were shown."""
    for text in request.POST.getlist("move"):
        which, _tilde, times = text.partition("~")
        seen, _tilde, code = times.partition("~")
        pk, seen_at, starts_at = id_in(which), moment_of(seen), moment_of(code)
        if pk is not None and seen_at is not None and starts_at is not None:
            yield rebooking.Move(appointment_id=pk, seen_at=seen_at, starts_at=starts_at)
