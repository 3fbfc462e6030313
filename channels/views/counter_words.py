"""What a customer adds at the counter to a case that exists: taken in as a message of theirs."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from channels.entitlements import may_see
from channels.forms.counter import WordsForm
from channels.forms.stamps import said_in
from channels.models import Conversation
from channels.panels import slots
from channels.rules import intake
from channels.rules.looking_up import channel_called
from feedback_site.organisation.roles import Ability
from feedback_site.raw_body import keeps_body
from feedback_site.staff_doors import needs, staff_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.TAKE_FEEDBACK)
@keeps_body
def counter_words(request: HttpRequest, reference: str) -> HttpResponse:
    """Take down what the customer of a case says; where it takes no more, say where that belongs."""
    now, is_post = timezone.now(), request.method == "POST"
    conversation = _within_reach(request, reference)
    goes_to = slots.goes_on(conversation.reference, now)
    if goes_to != conversation.reference:
        context = {"conversation": conversation, "goes_to": goes_to}
        return render(
            request, "channels/counter_words.html", context, status=409 if is_post else 200
        )
    form = WordsForm(request.POST, request.FILES) if is_post else WordsForm()
    if not is_post or not form.is_valid():
        context = {"conversation": conversation, "form": form}
        return render(
            request, "channels/counter_words.html", context, status=422 if is_post else 200
        )
    _take(request, conversation, now=now)
    messages.success(
        request,
        _("Added to %(reference)s. Whoever has the case sees it.") % {"reference": reference},
    )
    known = f"?customer={conversation.customer_id}" if conversation.customer_id else ""
    return redirect(reverse("channels:counter") + known)


def _within_reach(request: HttpRequest, reference: str) -> Conversation:
    conversation = get_object_or_404(Conversation, reference=reference)
    if not may_see(staff_of(request), conversation.pk):
        raise Http404
    return conversation


def _take(request: HttpRequest, conversation: Conversation, *, now: datetime) -> None:
    """Take in the form as it was sent, byte by byte; the clerk's word stands for the access code."""
    intake.take(
        channel=channel_called("counter"),
        body=request.body,
        content_type=request.headers["Content-Type"],
        now=now,
        external_id=said_in(request),
        context={
            "clerk": staff_of(request).pk,
            "reference": conversation.reference,
            "proof": "clerk",
            "language": conversation.language,
        },
    )
