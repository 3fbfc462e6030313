"""The call log: who must be called back first, then each call of a day, and how well we answer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.call_kinds import CallOutcome
from channels.measures import call_figures, call_log
from channels.measures.wait_words import due_in_words, share_in_percent, wait_in_words
from channels.models import Call
from channels.models.call import NUMBER_CONTEXT, RECORDING_CONTEXT
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.rules.revealing import reveal
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

PERIODS = (1, 7, 30, 90)
TONES = {
    CallOutcome.ANSWERED: ("good", "check-circle"),
    CallOutcome.MISSED: ("bad", "phone-x-mark"),
    CallOutcome.ABANDONED: ("warn", "phone-x-mark"),
    CallOutcome.VOICEMAIL: ("warn", "speaker-wave"),
}
# What may be shown of a call, and where it is sealed.
SEALED = {"number": NUMBER_CONTEXT, "recording": RECORDING_CONTEXT}


@require_safe
@needs(Ability.TAKE_FEEDBACK)
def calls(request: HttpRequest) -> HttpResponse:
    """Show what is owed, the calls of a day, and the figures of the last days."""
    user, now = staff_of(request), timezone.now()
    wanted = _wanted(request)
    rows, has_more = call_log.log_page(user, wanted, zone=_zone())
    owed = call_log.owed(user)
    names = call_log.names_of(user, [*rows, *owed])
    since = now - timedelta(days=_days(request))
    context = desk_context(
        admin.site, request,
        title=_("Calls"),
        owed=[
            {
                "call_back": one,
                "name": names.get(one.customer_id or 0, ""),  # type: ignore[attr-defined]
                "standing": "overdue" if one.due_at < now else "ok",
                "due_words": due_in_words(one.due_at, now),
            }
            for one in owed
        ],
        rows=[_row(call) | {"name": names.get(call.customer_id or 0, "")} for call in rows],
        wanted=wanted,
        today=timezone.localdate(),
        outcomes=CallOutcome.choices,
        lines=call_log.lines_of(user, since=now - timedelta(days=PERIODS[-1])),
        days=_days(request),
        periods=PERIODS,
        **_pages(request, rows[-1].pk if has_more else None),
        **_head(user, since, now),
    )  # fmt: skip
    return render(request, "channels/desk/calls.html", context)


@require_safe
@needs(Ability.TAKE_FEEDBACK)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one call and everything that was told of it."""
    return _page(request, _visible(request, pk))


@require_POST
@needs(Ability.REVEAL)
def reveal_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number, or where the recording is, once, and log that it was looked at."""
    found, what = _visible(request, pk), request.POST.get("what", "")
    sealed = {"number": found.number_sealed, "recording": found.recording_sealed}.get(what)
    if sealed is None:
        raise Http404
    try:
        value = reveal(
            wrapped_key=bytes(found.wrapped_key) if found.wrapped_key else None,
            sealed=bytes(sealed), context=SEALED[what], subject=f"call:{found.pk}",
            actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except CannotUnseal:
        value = _("erased")
    return _page(request, found, revealed_what=what, revealed_value=value)


def _visible(request: HttpRequest, pk: int) -> Call:
    rows = Call.objects.visible_to(staff_of(request)).select_related(
        "agent", "store", "conversation", "call_back", "handled_by", "channel", "logged_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, found: Call, *, revealed_what: str = "", revealed_value: str = ""
) -> HttpResponse:
    user = staff_of(request)
    context = desk_context(
        admin.site, request,
        title=_("Call"),
        **_row(found),
        name=call_log.names_of(user, [found]).get(found.customer_id or 0, ""),
        events=list(found.events.defer("facts_sealed")),
        revealed_what=revealed_what,
        revealed_value=revealed_value,
        may_reveal=user.can(Ability.REVEAL),
    )  # fmt: skip
    return render(request, "channels/desk/call.html", context)


def _row(found: Call) -> dict[str, object]:
    tone, icon = TONES[CallOutcome(found.outcome)] if found.outcome else ("wait", "phone")
    seconds = found.answer_seconds
    return {
        "call": found,
        "tone": tone,
        "icon": icon,
        "waited": wait_in_words(timedelta(seconds=seconds) if seconds is not None else None),
    }


def _wanted(request: HttpRequest) -> call_log.Wanted:
    given = request.GET
    return call_log.Wanted(
        day=_day(given.get("day", "")),
        outcome=given.get("outcome", ""),
        line=given.get("line", "")[:80],
        mine="mine" in given,
        before=id_in(given.get("before")),
    )


def _day(written: str) -> date:
    """Read a day; today where it is none."""
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    # Days at the ends of the calendar have no neighbours to compare with.
    return day if day is not None and 1970 <= day.year <= 9000 else timezone.localdate()


def _days(request: HttpRequest) -> int:
    given = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == given), 7)


def _pages(request: HttpRequest, last: int | None) -> dict[str, str]:
    asked = {name: value for name, value in request.GET.dict().items() if name != "before"}
    return older("channels_calls", asked, before=id_in(request.GET.get("before")), last=last)


def _head(user: User, since: datetime, now: datetime) -> dict[str, object]:
    target, zone = call_figures.target_seconds(), _zone()
    figures = call_figures.answering(user, since=since, until=now, target=target)
    slices = {
        "by_day": call_figures.by_day(user, since=since, until=now, target=target, zone=zone),
        "by_hour": call_figures.by_hour(user, since=since, until=now, target=target, zone=zone),
    }
    return {
        "target": target,
        "figures": _figures(figures),
        **{name: [_slice(one) for one in found] for name, found in slices.items()},
    }


def _slice(one: call_figures.Slice) -> dict[str, object]:
    return {"day": one.day, "hour": one.hour, **_figures(one.figures)}


def _figures(one: call_figures.Answering) -> dict[str, object]:
    """Write figures as a reader takes them in; a share of nothing is none."""
    return {
        "n": one.n,
        "answered": one.answered,
        "in_time": one.in_time,
        "abandoned": one.abandoned,
        "by_hand": one.by_hand,
        "untimed": one.untimed,
        "timed": one.timed,
        "timed_answers": one.answered - one.untimed,
        "in_time_share": share_in_percent(one.in_time, one.timed),
        "abandoned_share": share_in_percent(one.abandoned, one.n),
        **{name: wait_in_words(getattr(one, name)) for name in ("average", "p50", "p90", "p95")},
    }


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())
