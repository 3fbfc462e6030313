"""The call list: due now first, then later."""

from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from surveys.measures.call_list import Place, call_page
from surveys.models import FollowUp
from surveys.rules.planning import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One follow-up in the list; its times are told in the customer's zone."""

    follow_up: FollowUp
    zone: ZoneInfo


@require_safe
@needs(Ability.CALL_BACK)
def call_list(request: HttpRequest) -> HttpResponse:
    """Show whom this person may ask; cases that they solved themselves are not among them."""
    user, now = staff_of(request), timezone.now()
    page = call_page(user, after=Place.read(request.GET.get("after", "")))
    rows = [Row(follow_up=one, zone=zone_of(one.case)) for one in page.rows]
    address = reverse("admin:surveys_call_list")
    context = {
        "title": _("Follow-up calls"),
        "due": [row for row in rows if row.follow_up.due_at <= now],
        "later": [row for row in rows if row.follow_up.due_at > now],
        "first_url": address if "after" in request.GET else "",
        "next_url": f"{address}?{urlencode({'after': page.next.write()})}" if page.next else "",
    }
    return render(request, "surveys/call_list.html", desk_context(admin.site, request, **context))
