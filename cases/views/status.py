"""The page of a case for its customer: read it, write, confirm, object, take it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import kept_proofs
from cases.customer_doors import admitted, ask, for_its_customer, moved_on, take
from cases.errors import CaseError
from cases.forms.quotes import AnswerForm
from cases.forms.status import NameForm, ObjectForm, ReplyForm, WithdrawForm
from cases.measures.customers.page import CustomerTimeline, Entry
from cases.measures.customers.timeline import customer_timeline
from cases.rules.links import calling_off
from cases.states import CaseState
from channels.forms.stamps import said_in
from channels.models import Conversation
from channels.rules.looking_up import notice_in_force
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate
from feedback_site.led_on import sent_from, tells_where
from feedback_site.raw_body import keeps_body

GATE = Gate(name="reply", limit=30, seconds=600)
# Tells the page to forget the draft that it kept of this message.
REPLY_TAKEN = "reply-taken"


@never_cache
@require_safe
@for_its_customer
def status(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Show where the case stands; reading it changes nothing."""
    return _page(request, conversation, ReplyForm())


@never_cache
@sent_from("cases:status")
@keeps_body
@tells_where
@for_its_customer
def status_reply(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Take a message of the customer through the same intake as everything else."""
    now = timezone.now()
    form = ReplyForm(request.POST, request.FILES)
    if not admitted(request, form, GATE, now=now):
        return _page(request, conversation, form, status=429)
    if not form.is_valid():
        return _page(request, conversation, form)
    _sent(request, conversation, now=now, external_id=said_in(request))
    messages.success(request, _("We have your message."), extra_tags=REPLY_TAKEN)
    return _back(conversation)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_body
@for_its_customer
def status_name(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask an anonymous customer who they are, and take that through the same intake as everything else."""
    now = timezone.now()
    if conversation.customer_id is not None:
        messages.info(request, _("We know your name already. Nothing was changed."))
        return _back(conversation)
    first = {"notice_version": notice_in_force(now)}
    form = NameForm(request.POST if request.method == "POST" else None, initial=first)
    timeline = customer_timeline(conversation, now=now)
    if request.method != "POST" or not form.is_valid():
        return ask(request, "cases/status_name.html", timeline, form)
    if not admitted(request, form, GATE, now=now):
        return ask(request, "cases/status_name.html", timeline, form, status=429)
    _sent(request, conversation, now=now, is_contact=True)
    messages.success(request, _("Thank you. Number and code of your case stay as they are."))
    return _back(conversation)


@never_cache
@require_safe
@for_its_customer
def status_object(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask what is still missing; the answer goes to surveys:answer, as a yes does."""
    timeline = customer_timeline(conversation, now=timezone.now())
    if not timeline.rights.may_object:
        return moved_on(request, conversation)
    return ask(request, "cases/status_object.html", timeline, ObjectForm())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_withdraw(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask why and whether they are sure, then let the customer take their feedback back."""
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    if not timeline.rights.may_withdraw:
        if request.method == "POST" and timeline.state == CaseState.WITHDRAWN:
            messages.success(request, _("You took it back. Nothing more happens."))
            return _back(conversation)
        return moved_on(request, conversation)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, "cases/status_withdraw.html", timeline, form)
    try:
        calling_off.withdraw_case(
            _case_id(timeline),
            reason=form.cleaned_data["reason"],
            actor=None,
            now=now,
            by_customer=True,
        )
    except FeedbackError:
        return moved_on(request, conversation)
    messages.success(request, _("You took it back. Nothing more happens."))
    return _back(conversation)


def _sent(request: HttpRequest, conversation: Conversation, *, now: datetime, **more: Any) -> None:
    """Take in the form as it was sent, byte by byte."""
    content_type = request.headers["Content-Type"]
    take(request, conversation, body=request.body, content_type=content_type, now=now, **more)


def _case_id(timeline: CustomerTimeline) -> int:
    if timeline.case_id is None:
        raise CaseError
    return timeline.case_id


def _back(conversation: Conversation) -> HttpResponse:
    return redirect("cases:status", conversation.reference)


def _page(
    request: HttpRequest, conversation: Conversation, form: ReplyForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    context = {
        "timeline": timeline,
        "events": [_event(entry) for entry in reversed(timeline.entries)],
        "form": form,
        "photos_are_gone": bool(request.FILES),
        "answer_form": AnswerForm(auto_id="quote_%s") if timeline.quotes else None,
        "has_list": bool(kept_proofs.proven_in(request.session, now=now)),
    }
    return render(request, "cases/status.html", context, status=status)


def _by(moment: datetime) -> str:
    """Say until when, in the reader's language and the shop's time."""
    return _("by %(moment)s") % {
        "moment": date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    }


def _event(entry: Entry) -> dict[str, object]:
    """Give a line as the timeline component takes it."""
    return {
        "at": entry.at,
        "kind": entry.kind,
        "title": entry.title,
        "text": entry.text if entry.due_at is None else f"{entry.text}\n{_by(entry.due_at)}",
        "files": entry.files,
    }
