"""Promises: the kept-rate of each store, that of calls, and what is due and not kept."""

from datetime import timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.measures.queues.needs import DAY
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from reports.measures.promises import Kept, calls_kept, kept_by_store, owed_first

SPANS = (30, 90, 365)


@require_safe
@needs(Ability.SEE_REPORTS)
def promises(request: HttpRequest) -> HttpResponse:
    """Show how promises that fell due in the last days were kept."""
    user, now = staff_of(request), timezone.now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else SPANS[1]
    rows = kept_by_store(user, since=now - timedelta(days=days), until=now)
    whole = Kept(
        store=None, due=sum(one.due for one in rows), in_time=sum(one.in_time for one in rows),
        late=sum(one.late for one in rows), changed=sum(one.changed for one in rows),
        taken_back=sum(one.taken_back for one in rows),
    )  # fmt: skip
    context = desk_context(
        admin.site, request, title=_("Promises"), rows=rows, whole=whole, days=days, spans=SPANS,
        owed=owed_first(user, until=now + DAY), now=now, may_call=user.can(Ability.TAKE_FEEDBACK),
        calls=calls_kept(user, since=now - timedelta(days=days), until=now),
    )  # fmt: skip
    return render(request, "reports/promises.html", context)
