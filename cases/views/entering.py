"""The way in for a customer: number and code, or the link that carries both."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import kept_proofs
from cases.customer_doors import ask_for_code
from cases.forms.status import FindForm
from channels.errors import AccessDenied, NotHereYet, TooManyTries
from channels.models import Conversation
from channels.rules import access
from channels.rules.customers import proving
from channels.rules.outbox import texting
from feedback_site import opened_cases
from feedback_site.floods.gates import source_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def status_find(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; whatever is wrong with them, the answer is the same."""
    if request.method != "POST":
        return _page(
            request, FindForm(initial={"reference": request.GET.get("reference", "")[:40]})
        )
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        conversation = _open(request, form.cleaned_data["reference"], form.cleaned_data["code"])
    except (AccessDenied, NotHereYet, TooManyTries) as error:
        form.add_error(None, str(error))
        return _page(request, form, status=error.status)
    return redirect("cases:status", conversation.reference)


@never_cache
@require_safe
def status_enter(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Take the link from a mail or a slip: open the case to this session, and drop the code from the address.

    Nothing about the case changes: machines follow links in mails.
    """
    try:
        conversation = _open(request, reference, code)
    except (AccessDenied, NotHereYet, TooManyTries) as error:
        messages.error(request, str(error))
        return ask_for_code(reference)
    answer = redirect("cases:status", conversation.reference)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            conversation.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer


@never_cache
@require_POST
def status_leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Shut the case on this device, and the list with it: whoever leaves it to others leaves nothing open."""
    now = timezone.now()
    opened_cases.forget(request.session, reference)
    if proven := kept_proofs.proven_in(request.session, now=now):
        proving.end(proven, now=now)
        kept_proofs.forget(request.session)
        messages.success(
            request, _("The case and the list of all your cases are shut on this device.")
        )
    else:
        messages.success(request, _("The case is shut on this device."))
    return redirect("cases:status_find")


def _open(request: HttpRequest, reference: str, code: str) -> Conversation:
    """Check number and code; raises AccessDenied or TooManyTries."""
    now = timezone.now()
    access.guard(source_of(request), now=now)
    conversation = access.open_with_code(reference, code, now=now)
    # A session that somebody else planted in this browser must not see what opens now.
    request.session.cycle_key()
    opened_cases.remember(
        request.session, conversation.reference, version=conversation.access_version, now=now
    )
    return conversation


def _page(request: HttpRequest, form: FindForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "by_text": bool(texting.offered_codes())}
    return render(request, "cases/status_find.html", context, status=status)
