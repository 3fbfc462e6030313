"""The customer's own answer: it closes their case, or opens it again one level higher."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cases.customer_doors import for_its_customer, moved_on, take_words
from cases.errors import GraceOver
from cases.forms.status import ObjectForm
from cases.kinds import EventKind
from cases.measures.customers.timeline import customer_timeline
from cases.models import Case, CaseEvent
from cases.states import CaseState, Outcome
from channels.models import Conversation
from feedback_site import opened_cases
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate, source_of
from feedback_site.led_on import sent_from
from surveys.forms.answering import AnswerForm
from surveys.rules.answering import answer_by_link

GATE = Gate(name="answer_words", limit=20, seconds=600)
_OPEN_AGAIN = gettext_lazy("It is open again, one level higher. The new time limit stands below.")


@never_cache
@sent_from("cases:status")
@for_its_customer
def answer(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Take yes or no from whoever opened the case with its code; a GET, as machines make, takes nothing."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, conversation, form)
    said = form.cleaned_data
    try:
        case = answer_by_link(
            conversation.pk, solved=said["solved"] == "yes", text=said["text"],
            score=said["score"], now=timezone.now(),
        )  # fmt: skip
    except GraceOver:
        return _tell_again(request, conversation.reference, said["text"])
    except (FeedbackError, Case.DoesNotExist):
        return _too_late(request, conversation, **said)
    else:
        messages.success(request, _thanks(case, has_said_yes=said["solved"] == "yes"))
    return redirect("cases:status", conversation.reference)


def _tell_again(request: HttpRequest, reference: str, text: str) -> HttpResponse:
    """Lead to the form for a new case, with what they wrote: the grace ended while they did."""
    opened_cases.keep_words(request.session, reference, text)
    words = _(
        "The time to object is over, so nothing was opened again. What you wrote stands below:"
        " send it, and we open a new case and tie it to the old one."
    )
    messages.warning(request, words)
    return redirect(reverse("channels:feedback_form") + "?" + urlencode({"follows": reference}))


def _too_late(
    request: HttpRequest, conversation: Conversation, *, solved: str, text: str, **_score: object
) -> HttpResponse:
    """Thank for what was answered before, by a press or in another window; keep words that came too late."""
    now = timezone.now()
    if solved == "yes" and _was_confirmed(conversation):
        messages.success(request, _("You told us already that it is solved. Thank you."))
    elif solved == "no" and _was_said(conversation, text):
        messages.success(request, _OPEN_AGAIN)
    elif solved == "no" and GATE.admits(source_of(request), now=now):
        take_words(request, conversation, text, now=now)
        messages.success(request, _("The case has moved on meanwhile. We have your message."))
    else:
        return moved_on(request, conversation)
    return redirect("cases:status", conversation.reference)


def _was_confirmed(conversation: Conversation) -> bool:
    """Whether an earlier press of theirs, or of another window, said yes."""
    own = Case.objects.filter(submission__conversation=conversation)
    return own.filter(state=CaseState.CLOSED, outcome=Outcome.CONFIRMED).exists()


def _was_said(conversation: Conversation, text: str) -> bool:
    """Whether exactly this opened the case again last."""
    opened = CaseEvent.objects.filter(
        case__submission__conversation=conversation, kind=EventKind.REOPENED, by_customer=True
    ).last()
    return opened is not None and text in (
        opened.facts.get("what_is_missing"), opened.facts.get("reason"),
    )  # fmt: skip


def _thanks(case: Case, *, has_said_yes: bool) -> str:
    if case.state == CaseState.CLOSED:
        return _("Thank you. The case is closed; you can still object.")
    if has_said_yes:
        return _("Thank you. With so low a score we do not call it solved: it is open again.")
    return str(_OPEN_AGAIN)


def _ask_again(request: HttpRequest, conversation: Conversation, form: AnswerForm) -> HttpResponse:
    """Show the page that asks what is missing, with what was typed; without a yes or no, the case."""
    if request.POST.get("solved") != "no":
        messages.error(request, _("Tell us whether it is solved."))
        return redirect("cases:status", conversation.reference)
    timeline = customer_timeline(conversation, now=timezone.now())
    asking = ObjectForm(request.POST)
    return render(
        request, "cases/status_object.html", {"timeline": timeline, "form": asking}, status=422
    )
