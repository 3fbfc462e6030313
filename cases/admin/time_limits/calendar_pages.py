"""Working-time calendars: edit a draft, then publish it and let every open limit follow.

Here and not with the organisation, because publishing recomputes the limits of cases.
"""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.decorators import action

from cases.admin.appointments.rebooking_page import tell_outside
from cases.forms.holidays import YearForm
from cases.forms.hours import COUNTRY_NAMES, CalendarForm, ExceptionForm, HoursForm
from cases.kinds import EventKind
from cases.measures.appointments.other_times import outside_hours
from cases.rules.clocks import ruling
from cases.rules.time_limits import recalculating
from cases.rules.time_limits.previewing import Preview, preview
from cases.sla.words import problem_in_words
from feedback_site.ability_admin import AbilityAdmin, NamedInline, may
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import BusinessCalendar, CalendarException, CalendarHours
from feedback_site.organisation.public_holidays import COUNTRIES, public_year
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.filling import fill_year, missing_years, proposed
from feedback_site.organisation.rules.publishing import draft, publish_calendar, published
from feedback_site.organisation.rules.store_hours import Edition
from feedback_site.organisation.working_hours import CalendarError
from feedback_site.staff_doors import needs, staff_of


class DraftInline(NamedInline):
    """Rows of the draft: what was published is kept in editions, so these may go."""

    extra = 0
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the ability."""
        return may(request, Ability.MANAGE_SETTINGS)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class HoursInline(DraftInline):
    """Weekly hours from a day on."""

    model = CalendarHours
    form = HoursForm


class ExceptionInline(DraftInline):
    """Holidays, make-up days, special hours."""

    model = CalendarException
    form = ExceptionForm


@admin.register(BusinessCalendar)
class CalendarAdmin(AbilityAdmin):
    """The opening hours of places."""

    ability_to_view = Ability.MANAGE_SETTINGS
    ability_to_change = Ability.MANAGE_SETTINGS
    form = CalendarForm
    list_display = ("named", "code", "time_zone", "holidays_of", "edition")
    search_fields = ("code", "name_zh_hant", "name_zh_hans", "name_en")
    readonly_fields = ("edition",)
    inlines = (HoursInline, ExceptionInline)
    actions_detail = ("to_publishing", "to_holidays")

    @admin.display(description=gettext_lazy("name"))
    def named(self, calendar: BusinessCalendar) -> str:
        """The name in the reader's language."""
        return calendar.name

    @admin.display(description=gettext_lazy("public holidays of"), ordering="holiday_country")
    def holidays_of(self, calendar: BusinessCalendar) -> str:
        """The country by name."""
        return str(COUNTRY_NAMES.get(calendar.holiday_country, "–"))

    @admin.display(description=gettext_lazy("edition in force"), ordering="version")
    def edition(self, calendar: BusinessCalendar) -> str:
        """Which edition counts; none until it was published."""
        return str(calendar.version or _("not published yet"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Policies name calendars by their code."""
        return (*self.readonly_fields, "code") if obj is not None else self.readonly_fields

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say that what was saved is a draft, where it differs from what is in force."""
        super().save_related(request, form, formsets, change)
        calendar = form.instance
        if _is_changed(calendar):
            words = _("What you saved is a draft: limits run on it once it is published.")
            address = reverse("admin:cases_calendar_publish", args=(calendar.pk,))
            link = format_html('{} <a href="{}">{}</a>', words, address, _("Publish …"))
            messages.warning(request, link)

    @action(description=gettext_lazy("Publish …"), url_path="publish-draft")  # type: ignore[untyped-decorator]
    def to_publishing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that shows what will change and asks; a link may change nothing."""
        return redirect("admin:cases_calendar_publish", object_id)

    @action(description=gettext_lazy("Public holidays …"), url_path="public-holidays")  # type: ignore[untyped-decorator]
    def to_holidays(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that adds the holidays of a year."""
        return redirect("admin:cases_calendar_holidays", object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a calendar's draft as its next edition, and carry it through to all open limits."""
    calendar = BusinessCalendar.objects.filter(pk=pk).first()
    if calendar is None:
        raise Http404
    problem = ""
    now = timezone.now()
    if request.method == "POST":
        try:
            with transaction.atomic():
                edition = publish_calendar(calendar.pk, actor=staff_of(request), now=now)
                asked = recalculating.calendar_changed(
                    calendar,
                    actor=staff_of(request),
                    now=now,
                    reason=request.POST.get("reason", ""),
                )
        except CalendarError as error:
            problem = problem_in_words(str(error))
        else:
            recalculating.go_on(asked.pk, now=now)
            words = _("Edition %(version)s is in force; the limits of %(n)s cases are recomputed.")
            messages.success(request, words % {"version": edition.version, "n": asked.cases})
            stores = calendar.stores.filter(is_open=True)
            tell_outside(request, stores, user=staff_of(request), now=timezone.now())
            return redirect("admin:organisation_businesscalendar_change", calendar.pk)
    is_changed = _is_changed(calendar)
    would: Preview | None = None
    n_outside = 0
    if is_changed and not problem:
        try:
            would = _would_move(calendar, now=now)
            n_outside = _would_lie_outside(calendar, now=now)
        except CalendarError as error:
            problem = problem_in_words(str(error))
    context = desk_context(
        admin.site,
        request,
        title=_("Publish calendar"),
        calendar=calendar,
        is_changed=is_changed,
        preview=would,
        n_outside=n_outside,
        problem=problem,
        back_url=reverse("admin:organisation_businesscalendar_change", args=(calendar.pk,)),
    )
    return render(
        request, "cases/desk/publish_calendar.html", context, status=422 if problem else 200
    )


def _would_move(calendar: BusinessCalendar, *, now: datetime) -> Preview:
    """What publishing the draft would move. Raises CalendarError where its hours cannot be read."""
    hours = published(calendar.time_zone, draft(calendar))
    edition = Edition(
        version=calendar.version + 1, calendar=hours, since=now if calendar.version else None
    )
    rules = ruling.Rules(
        policies=ruling.rules().policies,
        calendars=ruling.calendars_with(drafts={calendar.pk: edition}),
    )
    case_ids = recalculating.running_on(recalculating.codes_of(calendar))
    return preview(case_ids, rules, kind=EventKind.CALENDAR_CHANGED, now=now)


def _would_lie_outside(calendar: BusinessCalendar, *, now: datetime) -> int:
    """How many that are booked would lie outside the draft's hours, at the stores that keep them."""
    hours = published(calendar.time_zone, draft(calendar))
    stores = calendar.stores.filter(is_open=True).values_list("pk", flat=True)
    return len(outside_hours(stores, now=now, hours=dict.fromkeys(stores, hours)))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def holidays(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the public holidays of a year and add them to a calendar's draft."""
    calendar = BusinessCalendar.objects.filter(pk=pk, holiday_country__in=COUNTRIES).first()
    if calendar is None:
        raise Http404(_("This calendar names no country whose holidays are known."))
    now = timezone.now()
    form = YearForm(request.POST if request.method == "POST" else request.GET or None, now=now)
    year = form.cleaned_data["year"] if form.is_valid() else form.likely
    if request.method == "POST" and form.is_valid():
        added = fill_year(calendar.pk, year, actor=staff_of(request), now=now)
        words = _("%(n)s days of %(year)s stand in the draft. Publish it to put them into force.")
        messages.success(request, words % {"n": added, "year": year})
        return redirect("admin:cases_calendar_publish", calendar.pk)
    context = desk_context(
        admin.site, request, title=_("Public holidays"), calendar=calendar, form=form, year=year,
        country=COUNTRY_NAMES[calendar.holiday_country],
        rows=proposed(calendar, year), is_complete=public_year(calendar.holiday_country, year).is_complete,
        missing=missing_years(now=now).get(calendar.pk, []), is_changed=_is_changed(calendar),
        own=list(calendar.exceptions.filter(day__year=year)),
        back_url=reverse("admin:organisation_businesscalendar_change", args=(calendar.pk,)),
    )  # fmt: skip
    return render(request, "cases/desk/calendar_holidays.html", context)


def _is_changed(calendar: BusinessCalendar) -> bool:
    """Whether the draft differs from what is in force."""
    latest = calendar.editions.last()
    return latest is None or latest.content != draft(calendar)
