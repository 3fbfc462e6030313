"""The customer's own wish that somebody else looks at their case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.customer_doors import admitted, ask, for_its_customer, moved_on
from cases.forms.status import AskUpForm
from cases.measures.customers.timeline import customer_timeline
from cases.rules.escalation import asking_up
from channels.models import Conversation
from feedback_site.errors import FeedbackError
from feedback_site.floods.gates import Gate

GATE = Gate(name="ask_up", limit=10, seconds=600)
PAGE = "cases/status_ask_up.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_customer
def status_ask_up(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Ask what is wrong, and bring it before somebody more senior."""
    now = timezone.now()
    timeline = customer_timeline(conversation, now=now)
    if timeline.case_id is None or not timeline.rights.may_ask_up:
        return moved_on(request, conversation)
    is_sent = request.method == "POST"
    form = AskUpForm(request.POST if is_sent else None)
    if is_sent and not admitted(request, form, GATE, now=now):
        return ask(request, PAGE, timeline, form, status=429)
    if not is_sent or not form.is_valid():
        return ask(request, PAGE, timeline, form)
    try:
        asking_up.ask_up(timeline.case_id, words=form.cleaned_data["words"], now=now)
    except FeedbackError:
        return moved_on(request, conversation)
    messages.success(request, _("Somebody more senior is told, and looks at it next."))
    return redirect("cases:status", conversation.reference)
