"""The feedback button on other websites: its script, and the form that the script shows in a frame.

The frame is a page of ours: what a customer says, and the code they get, stay out of reach of the
website and of whatever runs there (docs/decisions/0014-feedback-widget.md).
"""

from datetime import datetime, timedelta
from typing import cast

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from channels.forms.stamps import said_in
from channels.forms.widget import WidgetForm
from channels.kinds import AccountKind
from channels.letters import language_of
from channels.models import ChannelAccount, RawIntake
from channels.origins import read_origins
from channels.rules import intake
from channels.rules.access import link
from channels.rules.connections import connecting
from channels.rules.looking_up import notice_in_force
from channels.views import floods
from channels.views.floods import Verdict
from channels.views.receipts import conversation_of, receipt_for
from feedback_site.floods.gates import source_of
from feedback_site.raw_body import keeps_body_without_cookies

# How often it is written down that a widget works.
NOTED_EVERY = timedelta(minutes=1)


@require_safe
@cache_control(public=True, max_age=600)
def script(request: HttpRequest) -> HttpResponse:
    """Lead to the script under the name of its present content, which browsers may keep."""
    return redirect(static("channels/widget.js"))


@xframe_options_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def form(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form to the websites of this widget and to no other; answer a good one with the receipt."""
    account = _account(public_id)
    language = language_of(request.GET.get("lang", settings.LANGUAGE_CODE))
    framed = csp_replace({"frame-ancestors": read_origins(str(account.values["origins"]))})

    # Within the language, for it may say that this is too large.
    @keeps_body_without_cookies
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return _page(request, WidgetForm(initial=_initial(request, account, language)))
        return _posted(request, account, language)

    with translation.override(language):
        return cast(HttpResponse, framed(answer)(request))


def _account(public_id: str) -> ChannelAccount:
    widgets = ChannelAccount.objects.in_use().filter(kind=AccountKind.WIDGET)
    found = widgets.select_related("channel").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _posted(request: HttpRequest, account: ChannelAccount, language: str) -> HttpResponse:
    """Take a form of our own page; no cookie says who sent it, so nothing can be done in a name."""
    now, own = timezone.now(), f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin", own) != own:
        return HttpResponseForbidden()
    filled = WidgetForm(request.POST, request.FILES)
    verdict = floods.judge(request, now=now)
    if verdict is not Verdict.TAKE:
        seconds = floods.explain(verdict, filled, now=now)
        answer = _page(request, filled, status=429)
        answer["Retry-After"] = str(seconds)
        return answer
    if not filled.is_valid():
        return _page(request, filled)
    raw = _take(request, account, language, now)
    context = {"receipt": receipt_for(raw), "link": link(conversation_of(raw))}
    return render(request, "channels/widget_done.html", context)


def _initial(request: HttpRequest, account: ChannelAccount, language: str) -> dict[str, str]:
    return {
        "store": request.GET.get("store", "") or str(account.values["store"]),
        "order_number": request.GET.get("order", ""),
        "category": request.GET.get("category", ""),
        "language": language,
        "notice_version": notice_in_force(timezone.now()),
    }


def _take(request: HttpRequest, account: ChannelAccount, language: str, now: datetime) -> RawIntake:
    """Take the item; the same form sent again after a lost line is the same item."""
    raw = intake.take(
        channel=account.channel,
        body=request.body,
        content_type=request.headers["Content-Type"],
        now=now,
        external_id=said_in(request),
        context={
            "widget": account.pk,
            "language": language,
            "notice_version": notice_in_force(now),
            "source": source_of(request),
        },
    )
    if account.worked_at is None or now - account.worked_at > NOTED_EVERY:
        connecting.note_success(account, now=now)
    return raw


def _page(request: HttpRequest, form: WidgetForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "challenge": floods.challenge_for(request, now=now),
        "notice_version": notice_in_force(now),
        "photos_are_gone": bool(request.FILES),
    }
    return render(request, "channels/widget.html", context, status=status)
