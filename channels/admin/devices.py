"""Devices of the counter: when each was heard, what it keeps, what is missing, and what is done about it."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from channels.forms.devices import ExplainForm
from channels.measures.counter_devices import DeviceState, devices_seen_by, states_of
from channels.models import CounterDevice
from channels.rules.devices import explaining, registering
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

MOST_NUMBERS = 100


@require_safe
@needs(Ability.WATCH_CHANNELS)
def devices(request: HttpRequest) -> HttpResponse:
    """List the devices."""
    rows = [_row(one) for one in devices_seen_by(staff_of(request))]
    context = desk_context(admin.site, request, title=_("Devices of the counter"), rows=rows)
    return render(request, "channels/desk/devices.html", context)


@require_safe
@needs(Ability.WATCH_CHANNELS)
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one device, its gaps, and what became of its latest numbers."""
    return _page(request, _visible(request, pk))


@require_POST
@needs(Ability.SUPERVISE)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it otherwise."""
    _visible(request, pk)
    name = request.POST.get("name", "")

    def act() -> str:
        registering.rename_device(pk, name=name, actor=staff_of(request), now=timezone.now())
        return _("Renamed.")

    return _act(request, pk, act)


@require_POST
@needs(Ability.SUPERVISE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of service."""
    _visible(request, pk)

    def act() -> str:
        registering.revoke_device(pk, actor=staff_of(request), now=timezone.now())
        return _("Out of service: nothing is taken from this device any more.")

    return _act(request, pk, act)


@require_POST
@needs(Ability.SUPERVISE)
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back into service."""
    _visible(request, pk)

    def act() -> str:
        registering.reinstate_device(pk, actor=staff_of(request), now=timezone.now())
        return _("In service again: it sends what it keeps as soon as it is opened.")

    return _act(request, pk, act)


@require_POST
@needs(Ability.SUPERVISE)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why numbers of it will not come."""
    found = _visible(request, pk)
    form = ExplainForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _page(request, found, status=422)

    def act() -> str:
        numbers = explaining.explain_numbers(
            pk, actor=staff_of(request), now=timezone.now(), **form.cleaned_data
        )
        return ngettext(
            "%(n)s number is accounted for.", "%(n)s numbers are accounted for.", len(numbers)
        ) % {"n": len(numbers)}

    return _act(request, pk, act)


def _visible(request: HttpRequest, pk: int) -> CounterDevice:
    return get_object_or_404(CounterDevice.objects.visible_to(staff_of(request)), pk=pk)


def _act(request: HttpRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except FeedbackError as error:
        messages.error(request, str(error))
    return redirect("admin:channels_device", pk=pk)


def _page(request: HttpRequest, found: CounterDevice, *, status: int = 200) -> HttpResponse:
    rows = CounterDevice.objects.filter(pk=found.pk)
    (state,) = states_of(rows.select_related("store", "registered_by", "revoked_by"))
    numbers = found.numbers.select_related("raw__conversation", "explained_by").defer(
        "raw__body", "raw__wrapped_key"
    )
    context = desk_context(
        admin.site, request, title=state.device.name, **_row(state),
        numbers=list(numbers.order_by("-number")[:MOST_NUMBERS]),
        may_change=staff_of(request).can(Ability.SUPERVISE),
    )  # fmt: skip
    return render(request, "channels/desk/device.html", context, status=status)


def _row(state: DeviceState) -> dict[str, object]:
    tone, icon, word = _standing(state)
    return {
        "device": state.device, "state": state, "tone": tone, "icon": icon, "word": word,
        "missing": sum(len(gap) for gap in state.gaps if not gap.is_kept),
    }  # fmt: skip


def _standing(state: DeviceState) -> tuple[str, str, str]:
    now = timezone.now()
    if state.overdue(now):
        return "bad", "exclamation-triangle", _("entries are missing")
    if state.is_kept_too_long(now):
        return "bad", "clock", _("entries wait on a device")
    if state.device.revoked_at is not None:
        return "quiet", "no-symbol", _("out of service")
    if state.waiting:
        return "wait", "clock", _("keeps entries")
    return "good", "check-circle", _("in service")
