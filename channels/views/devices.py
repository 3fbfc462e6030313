"""The counter as an app on a tablet: what is installed, and what it says when the line is there."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from channels.devices.clerks import clerk_token
from channels.forms.devices import DeviceForm, EntryForm, ReportForm
from channels.models import CounterDevice
from channels.references import spaced
from channels.rules.devices import contacting, registering, replaying
from channels.rules.looking_up import channel_called
from channels.rules.reserving import code_of
from channels.views.counter import keep_slip, shell_page
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.branding import look_now, shop_name
from feedback_site.raw_body import keeps_body
from feedback_site.staff_doors import needs, staff_of

View = Callable[..., HttpResponse]


def answers_in_json(ability: Ability) -> Callable[[View], View]:
    """Guard a door that a script knocks at: it is told in words what is wrong, never sent elsewhere."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return _refused("sign_in", _("Sign in to send."), 401)
            if not user.can(ability):
                return _refused("not_allowed", _("Your role does not allow this step."), 403)
            try:
                return view(request, *args, **kwargs)
            except FeedbackError as error:
                return _refused(error.code, str(error), error.status)

        return guarded

    return guarding


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the counter's page for when the line is down; it names nobody."""
    answer = render(
        request, "channels/counter_worker.js",
        {"shell": reverse("channels:counter_shell"), "static": settings.STATIC_URL},
        content_type="text/javascript; charset=utf-8",
    )  # fmt: skip
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Say how the counter looks on a home screen."""
    icons = [
        {
            "src": static(f"channels/counter_{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
        }
        for side in (192, 512)
    ]
    described = {
        "name": " – ".join((shop_name(), _("Counter"))),
        "short_name": _("Counter"),
        "start_url": reverse("channels:counter"),
        "scope": reverse("channels:counter"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": look_now().light.accent,
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@never_cache
@require_safe
@needs(Ability.TAKE_FEEDBACK)
def shell(request: HttpRequest) -> HttpResponse:
    """Show the counter's page as it is kept on a device: nobody's name, nobody's slip."""
    return shell_page(request)


@never_cache
@require_POST
@answers_in_json(Ability.SUPERVISE)
def register(request: HttpRequest) -> HttpResponse:
    """Set up the device in front of somebody; its secret is told this once."""
    form = DeviceForm(request.POST, user=staff_of(request))
    if not form.is_valid():
        return _refused("wrong_device", _("Choose the store where this device stands."), 422)
    device, secret = registering.register_device(
        channel_called("counter"), store=form.chosen_store(), name=form.cleaned_data["name"],
        actor=staff_of(request), now=timezone.now(),
    )  # fmt: skip
    return JsonResponse({**_described(device), "secret": secret}, status=201)


@never_cache
@require_POST
@answers_in_json(Ability.TAKE_FEEDBACK)
def contact(request: HttpRequest) -> HttpResponse:
    """Hear how a device is, and give it our time, its numbers with their codes, and whoever is signed in."""
    form = ReportForm(_read(request.body.decode("utf-8", "replace")))
    if not form.is_valid():
        return _refused("malformed", _("This could not be read."), 400)
    told = contacting.note_contact(
        form.cleaned_data["device"], form.report(), body=request.body,
        signature=request.headers.get("Device-Signature", ""), now=timezone.now(),
    )  # fmt: skip
    user = staff_of(request)
    return JsonResponse(
        {
            **_described(told.device),
            "now": timezone.now().isoformat(),
            "clerk": {"token": clerk_token(user.pk), "name": str(user)},
            "references": [[one, spaced(code_of(one))] for one in told.references],
            "explained": list(told.explained),
        }
    )


@never_cache
@require_POST
@keeps_body
@answers_in_json(Ability.TAKE_FEEDBACK)
def entry(request: HttpRequest) -> HttpResponse:
    """Take one kept entry; the device forgets it only after this answer."""
    words = request.headers.get("Device-Words", "")
    form = EntryForm(_read(words))
    if not form.is_valid():
        return _refused("malformed", _("This could not be read."), 400)
    said = form.entry(words=words, signature=request.headers.get("Device-Signature", ""))
    received = replaying.take_entry(
        said, body=request.body, content_type=request.headers.get("Content-Type", ""),
        sender=staff_of(request), now=timezone.now(),
    )  # fmt: skip
    keep_slip(request.session, received.raw.reference)
    return JsonResponse(
        {
            "number": said.number,
            "reference": received.raw.reference,
            "is_new": received.is_new,
            "slip": reverse("channels:slip", args=(received.raw.reference,)),
        },
        status=201 if received.is_new else 200,
    )


def _described(device: CounterDevice) -> dict[str, object]:
    store = device.store
    return {
        "device": device.public_id,
        "name": device.name,
        "store": store.code,
        "store_names": {
            "zh-hant": store.name_zh_hant, "zh-hans": store.name_zh_hans, "en": store.name_en,
        },
    }  # fmt: skip


def _read(text: str) -> dict[str, object]:
    """Give the object that a text holds; an empty one where it holds none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # the second of a list within a thousand others
        return {}
    return found if isinstance(found, dict) else {}


def _refused(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
