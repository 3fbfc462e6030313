"""Working-time calendars: edit a draft, then publish it and let every open limit follow.

Here and not with the organisation, because publishing recomputes the limits of cases.
"""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.admin import TabularInline
from unfold.decorators import action

from cases.forms.hours import ExceptionForm, HoursForm
from cases.rules.recalculating import changed_calendar
from feedback_site.ability_admin import AbilityAdmin, may
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import BusinessCalendar, CalendarException, CalendarHours
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.publishing import draft, publish_calendar
from feedback_site.organisation.working_hours import CalendarError
from feedback_site.staff_doors import needs, staff_of


class DraftInline(TabularInline):  # type: ignore[misc]
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
    list_display = ("code", "named", "time_zone", "holiday_country", "version")
    search_fields = ("code", "name_zh_hant", "name_zh_hans", "name_en")
    readonly_fields = ("version",)
    inlines = (HoursInline, ExceptionInline)
    actions_detail = ("to_publishing",)

    @admin.display(description=gettext_lazy("name"))
    def named(self, calendar: BusinessCalendar) -> str:
        """The name in the reader's language."""
        return calendar.name

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Policies name calendars by their code."""
        return (*self.readonly_fields, "code") if obj is not None else self.readonly_fields

    @action(description=gettext_lazy("Publish …"), url_path="publish-draft")  # type: ignore[untyped-decorator]
    def to_publishing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that shows what will change and asks; a link may change nothing."""
        return redirect("admin:cases_calendar_publish", object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a calendar's draft as its next edition, and carry it through to all open limits."""
    calendar = BusinessCalendar.objects.filter(pk=pk).first()
    if calendar is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        now = timezone.now()
        try:
            with transaction.atomic():
                edition = publish_calendar(calendar.pk, actor=staff_of(request), now=now)
        except CalendarError as error:
            problem = str(error)
        else:
            moved = changed_calendar(calendar, now=now)
            words = _("Edition %(version)s is in force; the limits of %(n)s cases were recomputed.")
            messages.success(request, words % {"version": edition.version, "n": moved})
            return redirect("admin:organisation_businesscalendar_change", calendar.pk)
    latest = calendar.editions.last()
    context = desk_context(
        admin.site,
        request,
        title=_("Publish calendar"),
        calendar=calendar,
        is_changed=latest is None or latest.content != draft(calendar),
        problem=problem,
        back_url=reverse("admin:organisation_businesscalendar_change", args=(calendar.pk,)),
    )
    return render(
        request, "cases/desk/publish_calendar.html", context, status=422 if problem else 200
    )
