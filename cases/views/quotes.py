"""A quote on the page of its case: look at it, print it, say yes or no, or ask for a new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.customer_doors import admitted, for_its_customer, take_words
from cases.forms.quotes import AnswerForm
from cases.measures.case_page.quotes import Sheet
from cases.measures.customers.page import CustomerTimeline
from cases.measures.customers.timeline import customer_timeline
from cases.quote_states import QuoteState
from cases.rules.commitments import approving
from channels.models import Conversation
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate

GATE = Gate(name="quote", limit=20, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_quote(request: HttpRequest, conversation: Conversation, number: int) -> HttpResponse:
    """Show one quote of a case as it was sent, and take what its customer says to it."""
    timeline = customer_timeline(conversation, now=timezone.now())
    quote = timeline.quote(number)
    if quote is None:
        raise Http404
    if request.method != "POST":
        return _page(request, timeline, quote, AnswerForm())
    form = AnswerForm(request.POST)
    if not admitted(request, form, GATE, now=timezone.now()):
        return _page(request, timeline, quote, form, status=429)
    if not form.is_valid():
        return _page(request, timeline, quote, form, status=422)
    if form.cleaned_data["answer"] == AnswerForm.AGAIN:
        _ask_again(request, conversation, quote, form)
    else:
        _say(request, quote, form)
    return redirect("cases:status", conversation.reference)


def _say(request: HttpRequest, quote: Sheet, form: AnswerForm) -> None:
    said = form.cleaned_data
    try:
        answered = approving.answer_quote(
            quote.pk, digest=said["digest"], answer=said["answer"], words=said["words"],
            now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        messages.warning(request, str(error))
        return
    if answered.state == QuoteState.APPROVED:
        messages.success(request, _("You approved the quote. We go on at once."))
    else:
        messages.success(request, _("You declined the quote. We have told whoever works on it."))


def _ask_again(
    request: HttpRequest, conversation: Conversation, quote: Sheet, form: AnswerForm
) -> None:
    """What they ask goes on the case as their words, like all that they write."""
    wish = _("Please send me a new quote. Quote %(number)s over %(total)s has expired.") % {
        "number": quote.number, "total": quote.total,
    }  # fmt: skip
    words = form.cleaned_data["words"]
    text = f"{wish}\n{words}" if words else wish
    take_words(request, conversation, text, now=timezone.now())
    messages.success(request, _("We have your wish, and write you a new quote."))


def _page(
    request: HttpRequest, timeline: CustomerTimeline, quote: Sheet, form: AnswerForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"timeline": timeline, "quote": quote, "answer_form": form}
    return render(request, "cases/status_quote.html", context, status=status)
