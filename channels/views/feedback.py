"""The public feedback form, and the receipt."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.forms.feedback import FeedbackForm
from channels.forms.stamps import said_in
from channels.models import Conversation, RawIntake
from channels.panels import slots
from channels.rules import intake
from channels.rules.conversations import reviewing
from channels.rules.looking_up import channel_called, notice_in_force
from channels.views import floods
from channels.views.floods import Verdict
from channels.views.receipts import is_open_to, open_to, receipt_for
from feedback_site import opened_cases
from feedback_site.floods.gates import source_of
from feedback_site.led_on import tells_where
from feedback_site.raw_body import keeps_body

# What a link on a poster, a mail or a page of the shop may fill in.
PREFILLED = ("store", "order_number", "category", "follows")
RECEIPT = "receipt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_body
@tells_where
def feedback_form(request: HttpRequest) -> HttpResponse:
    """Ask what happened; answer a good form with a receipt, any other with the form as it was."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, FeedbackForm(initial=_initial(request, now)))
    form = FeedbackForm(request.POST, request.FILES)
    verdict = floods.judge(request, now=now)
    if verdict is not Verdict.TAKE:
        return _held_up(request, form, verdict, now)
    if not form.is_valid():
        return _page(request, form)
    raw = _take(request, source_of(request), now)
    request.session[RECEIPT] = raw.reference
    open_to(request.session, raw, now=now)
    opened_cases.forget_words(request.session, request.POST.get("follows", ""))
    return redirect("channels:feedback_done")


@never_cache
@require_safe
def feedback_done(request: HttpRequest) -> HttpResponse:
    """Show reference and code to the browser that sent the form, and to no other.

    As long as the case is open there: not after it was shut on this device, nor under a newer code.
    """
    reference = request.session.get(RECEIPT, "")
    raw = RawIntake.objects.select_related("conversation").filter(reference=reference).first()
    if raw is None or not is_open_to(request.session, raw, now=timezone.now()):
        return redirect("channels:feedback_form")
    return render(request, "channels/feedback_done.html", {"receipt": receipt_for(raw)})


def _initial(request: HttpRequest, now: datetime) -> dict[str, str]:
    filled_in = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    if "check" in request.GET and (checked := slots.checked(request.GET["check"])):
        # Their own words come first; they may change these as well.
        filled_in["text"] = f"\n\n{checked}"
    earlier = filled_in.get("follows", "")
    if (words := opened_cases.kept_words(request.session, earlier)) and _is_theirs(
        request, earlier, now
    ):
        filled_in["text"] = words
    return {
        **filled_in,
        "language": get_language() or "zh-hant",
        "notice_version": notice_in_force(now),
    }


def _take(request: HttpRequest, source: str, now: datetime) -> RawIntake:
    return intake.take(
        channel=channel_called("web"),
        body=request.body,
        content_type=request.headers["Content-Type"],
        now=now,
        external_id=said_in(request),
        context={
            "language": get_language() or "zh-hant",
            "notice_version": notice_in_force(now),
            "source": source,
            **_follows(request, now),
        },
    )


def _follows(request: HttpRequest, now: datetime) -> dict[str, str]:
    """Name the case that this one follows: this browser has opened it with its code, or we invited."""
    reference = request.POST.get("follows", "")
    if review := reviewing.invited(reference):
        return {"follows": review}
    return {"follows": reference} if _is_theirs(request, reference, now) else {}


def _is_theirs(request: HttpRequest, reference: str, now: datetime) -> bool:
    """Whether this browser has opened the case with the code in force."""
    conversation = Conversation.objects.filter(reference=reference).first() if reference else None
    return conversation is not None and opened_cases.is_open(
        request.session, reference, version=conversation.access_version, now=now
    )


def _held_up(
    request: HttpRequest, form: FeedbackForm, verdict: Verdict, now: datetime
) -> HttpResponse:
    seconds = floods.explain(verdict, form, now=now)
    answer = _page(request, form, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _page(request: HttpRequest, form: FeedbackForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "challenge": floods.challenge_for(request, now=now),
        "notice_version": notice_in_force(now),
        "photos_are_gone": bool(request.FILES),
    }
    return render(request, "channels/feedback_form.html", context, status=status)
