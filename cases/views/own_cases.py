"""All cases of a customer on one page, for whoever reads what goes to their address or number."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from cases import kept_proofs
from cases.forms.proving import AddressForm, PinForm
from cases.measures.customers.own_cases import own_cases, own_conversation
from channels.errors import CodeRefused, TooManyCodes, TooManyTries
from channels.kinds import ContactKind
from channels.models import Conversation
from channels.rules import access
from channels.rules.customers import proving
from channels.rules.customers.proving import Address
from feedback_site import opened_cases
from feedback_site.floods.gates import source_of
from feedback_site.typed_numbers import page_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def my_cases(request: HttpRequest) -> HttpResponse:
    """List the cases of the addresses proven here; ask for one where there is none, or for another."""
    now = timezone.now()
    proven = kept_proofs.proven_in(request.session, now=now)
    if request.method == "POST":
        return _ask(request, proven, now)
    if not proven or "another" in request.GET:
        return _ask_page(request, AddressForm(), proven)
    page = own_cases(proving.told_from(proven), page=page_in(request.GET.get("page")), now=now)
    context = {
        "page": page, "addresses": [address.masked for address in proven],
        "previous_url": f"?page={page.previous}" if page.previous else "",
        "next_url": f"?page={page.next}" if page.next else "",
    }  # fmt: skip
    return render(request, "cases/own/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def my_cases_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, if it was; the page is the same for every address."""
    now, asking = timezone.now(), kept_proofs.asking_in(request.session)
    if asking is None:
        return redirect("cases:my_cases")
    form = PinForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            address = proving.prove(asking, form.cleaned_data["pin"], now=now)
        except (CodeRefused, TooManyTries) as error:
            form.add_error("pin", _of_the_code(error))
            status = error.status
        else:
            kept_proofs.keep_proof(request.session, address, now=now)
            return redirect("cases:my_cases")
    context = {
        "form": form, "masked": asking.address.masked,
        "by_text": asking.address.kind == ContactKind.PHONE,
    }  # fmt: skip
    return render(request, "cases/own/code.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def my_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Open one of the cases on the list to this session; by POST also one whose code has expired."""
    now = timezone.now()
    proven = kept_proofs.proven_in(request.session, now=now)
    conversation = own_conversation(proving.told_from(proven), reference) if proven else None
    if conversation is None:
        return redirect("cases:my_cases")
    if now >= access.expires_at(conversation):
        if request.method != "POST":
            return redirect("cases:my_cases")
        conversation = access.open_again(conversation.pk, now=now)
    return _opened(request, conversation, now)


@never_cache
@require_POST
@csrf_protect
def my_cases_leave(request: HttpRequest) -> HttpResponse:
    """Shut the list on this device, and what was opened from it."""
    now = timezone.now()
    proving.end(kept_proofs.proven_in(request.session, now=now), now=now)
    kept_proofs.forget(request.session)
    messages.success(request, _("Your cases are shut on this device."))
    return redirect("cases:my_cases")


def _ask(request: HttpRequest, proven: Sequence[Address], now: datetime) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, form, proven)
    try:
        asking = proving.ask_code(
            form.cleaned_data["email"], kind=form.kind, language=get_language() or "zh-hant",
            source=source_of(request), now=now,
        )  # fmt: skip
    except TooManyCodes as error:
        form.add_error(None, _of_the_wait(error.seconds))
        return _ask_page(request, form, proven, status=error.status)
    kept_proofs.keep_asking(request.session, asking)
    return redirect("cases:my_cases_code")


def _of_the_code(error: CodeRefused | TooManyTries) -> str:
    """Say why a code was not taken; after too many tries another can be had at once."""
    if isinstance(error, CodeRefused):
        return str(error)
    return _(
        "Too many tries: this code opens nothing any more. Ask for a new one below; it is sent at once."
    )


def _of_the_wait(seconds: int) -> str:
    """Say when another code is sent, and what there is until then."""
    minutes = -(-seconds // 60)
    if minutes <= 60:
        words = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    else:
        hours = -(-minutes // 60)
        words = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _(
        "Too many codes were asked for. Ask again in %(wait)s, or open a single case with its number and "
        "code."
    ) % {"wait": words}


def _ask_page(
    request: HttpRequest, form: AddressForm, proven: Sequence[Address], *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "addresses": [address.masked for address in proven],
        "has_code": proving.is_waited_for(kept_proofs.asking_in(request.session), now=timezone.now()),
    }  # fmt: skip
    return render(request, "cases/own/ask.html", context, status=status)


def _opened(request: HttpRequest, conversation: Conversation, now: datetime) -> HttpResponse:
    opened_cases.remember(
        request.session, conversation.reference, version=conversation.access_version, now=now,
        until=kept_proofs.shuts_at(request.session, now=now),
    )  # fmt: skip
    kept_proofs.note_opened(request.session, conversation.reference)
    return redirect("cases:status", conversation.reference)
