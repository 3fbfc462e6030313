"""Pages for customers: let in whoever has opened the case with its code, and nobody else."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.measures.customers.page import CustomerTimeline
from channels.forms.stamps import said_in
from channels.models import Conversation
from channels.references import read_reference
from channels.rules import access, intake
from channels.rules.looking_up import channel_called
from feedback_site import opened_cases
from feedback_site.floods.gates import Gate, source_of

View = Callable[..., HttpResponse]


def admitted(request: HttpRequest, form: Form, gate: Gate, *, now: datetime) -> bool:
    """Let no single source send without end; whoever is kept out is told so above what they typed."""
    is_admitted = gate.admits(source_of(request), now=now)
    if not is_admitted:
        form.add_error(
            None,
            _("That was a lot in a short time. Please wait some minutes; nothing typed is lost."),
        )
    return is_admitted


def ask(
    request: HttpRequest, template: str, timeline: CustomerTimeline, form: Form, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show a form about a case on a page of its own; the templates extend `cases/status_form.html`."""
    return render(request, template, {"timeline": timeline, "form": form}, status=status)


def take(
    request: HttpRequest, conversation: Conversation, *, body: bytes, content_type: str,
    now: datetime, external_id: str | None = None, **known: object,
) -> None:  # fmt: skip
    """Take in what the customer sends on the page of their case."""
    intake.take(
        channel=channel_called("web"), body=body, content_type=content_type, now=now,
        external_id=external_id,
        context={
            "reference": conversation.reference, "proof": "access",
            "language": conversation.language, "source": source_of(request), **known,
        },
    )  # fmt: skip


def take_words(
    request: HttpRequest, conversation: Conversation, text: str, *, now: datetime
) -> None:
    """Take in what the customer chose on a page as words of theirs; twice pressed it is one message.

    Of another case, or from a page that was asked for anew, the same words are another message.
    """
    take(
        request, conversation, body=urlencode({"text": text}).encode(),
        content_type="application/x-www-form-urlencoded", now=now,
        external_id=f"{said_in(request)}:{conversation.reference}",
    )  # fmt: skip


def moved_on(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Lead back to the case, which no longer allows what was asked."""
    messages.warning(
        request,
        _("The case has moved on meanwhile. Here is how it stands now; nothing was changed."),
    )
    return redirect("cases:status", conversation.reference)


def opened_conversation(request: HttpRequest, reference: str, now: datetime) -> Conversation | None:
    """Give the conversation if this session opened it and its code still holds.

    Whoever opened nothing is answered without a look for it: numbers tried out tell nothing, by their time
    either, and cost nothing.
    """
    if not opened_cases.was_opened(request.session, reference, now=now):
        return None
    conversation = Conversation.objects.filter(reference=reference).first()
    if conversation is None or now >= access.expires_at(conversation):
        return None
    version = conversation.access_version
    is_open = opened_cases.is_open(request.session, reference, version=version, now=now)
    return conversation if is_open else None


def for_its_customer(view: View) -> View:
    """Hand the view the opened conversation; everybody else is asked for number and code.

    The answer is the same whether or not such a case exists.
    """

    @wraps(view)
    def letting_in(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        conversation = opened_conversation(request, reference, timezone.now())
        if conversation is None:
            if request.method == "POST":
                messages.warning(
                    request,
                    _(
                        "Nothing was sent yet: the case is no longer open on this device."
                        " Enter its code, then send it again."
                    ),
                )
            return ask_for_code(reference)
        return view(request, conversation, *args, **kwargs)

    return letting_in


def ask_for_code(reference: str) -> HttpResponse:
    """Go to the form that asks for number and code, with the number filled in if it can be one."""
    number = read_reference(reference)
    query = "?" + urlencode({"reference": number}) if number else ""
    return redirect(reverse("cases:status_find") + query)
