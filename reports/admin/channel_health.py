"""How each channel is doing, at a glance; and what comes of each."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.errors import ChannelError
from channels.models import ChannelAlarm
from channels.rules.monitoring import watching
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from reports.display.channels import CHART_HEIGHT, line_of, suggestion_words, use_words
from reports.forms.acknowledging import AcknowledgeForm
from reports.measures.channel_health import DAYS, health_of, watched_at
from reports.measures.channel_use import WEEKS, quality_of, use_of
from reports.measures.suggesting import suggest

# The watch looks every minute and learns every hour.
STALE_SECONDS = 2 * 3600


@require_safe
@needs(Ability.WATCH_CHANNELS)
def channel_health(request: HttpRequest) -> HttpResponse:
    """Show all channels, the worst first."""
    return _page(request)


@require_POST
@needs(Ability.WATCH_CHANNELS)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody is at an alarm."""
    user = staff_of(request)
    alarm = get_object_or_404(ChannelAlarm.objects.visible_to(user), pk=pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["note"][0]))
        return redirect("admin:reports_channels")
    try:
        watching.acknowledge(
            alarm.pk, note=form.cleaned_data["note"], actor=user, now=timezone.now()
        )
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted: you are at it."))
    return redirect("admin:reports_channels")


def _page(request: HttpRequest) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    found, uses = health_of(now=now), use_of(user, now=now)
    qualities = quality_of(user, now=now)
    lines = [line_of(one, uses.get(one.channel.pk)) for one in found]
    looked_at = watched_at(found)
    context = desk_context(
        admin.site,
        request,
        title=_("How each channel is doing"),
        lines=lines,
        in_need=sum(line.needs_somebody for line in lines),
        in_use=sum(line.health.channel.is_active for line in lines),
        days=DAYS,
        chart_width=DAYS * 4,
        chart_height=CHART_HEIGHT,
        weeks=WEEKS,
        uses=[
            {"channel": one.channel, **use_words(uses[one.channel.pk])}
            for one in sorted(
                (one for one in found if one.channel.pk in uses),
                key=lambda one: -uses[one.channel.pk].cases,
            )
        ],
        qualities=[
            (one.channel, qualities[one.channel.pk])
            for one in sorted(found, key=lambda one: one.channel.code)
            if one.channel.pk in qualities
        ],
        suggested=[
            suggestion_words(
                found, suggest(found, uses, needs_pictures=with_pictures), with_pictures
            )
            for with_pictures in (False, True)
        ],
        looked_at=looked_at,
        is_stale=looked_at is None or (now - looked_at).total_seconds() > STALE_SECONDS,
        may_set_up=user.can(Ability.MANAGE_SETTINGS),
    )
    return render(request, "reports/channels.html", context)
