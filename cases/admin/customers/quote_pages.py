"""Writing a quote: line by line, looked at as its customer will read it, and then sent."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.addresses import case_url
from cases.admin.case_page.dialogs import case_or_404
from cases.admin.sent import ERROR_STATUS
from cases.forms.quotes import (
    LineForms,
    QuoteForm,
    initial_of,
    line_forms,
    lines_in,
    with_more_lines,
)
from cases.measures.case_page.quotes import sheet_of
from cases.models import Case, Quote
from cases.quote_states import Currency, QuoteState
from cases.rules.commitments import quoting
from channels.letters import language_of
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.kinds import Tongue
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.working_hours import CalendarError, zone
from feedback_site.staff_doors import needs, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WORK_CASES)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for lines and what stands below them, and keep them as the draft of the case."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    if not quoting.may_write(case, user):
        raise PermissionDenied
    begun = case.quotes.order_by("-number").first()
    currency, place = quoting.place_of(case)
    is_sent = request.method == "POST" and "more" not in request.POST
    posted = request.POST if request.method == "POST" else None
    form = QuoteForm(
        posted, currency=currency, zone=_zone(place),
        initial=initial_of(begun, _zone(place), now=timezone.now()), auto_id="quote-%s",
    )  # fmt: skip
    typed = with_more_lines(posted) if posted and not is_sent else posted
    lines = line_forms(typed, lines_in(begun), currency=currency, language=case.language)
    status = 200
    if is_sent:
        status = _kept(request, case, form, lines)
        if status == 302:
            return redirect("admin:cases_case_quote_preview", reference)
    context = {
        "case": case, "case_url": case_url(reference), "form": form, "lines": lines,
        "title": _("Quote"), "currency": Currency(currency).label, "is_checked": is_sent,
        "begun": begun, "language": Tongue(language_of(case.language)).label,
        "is_draft": begun is not None and begun.state == QuoteState.DRAFT,
    }  # fmt: skip
    page = desk_context(admin.site, request, **context)
    return render(request, "cases/desk/quote_form.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WORK_CASES)
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the draft as its customer will read it; a POST sends exactly that."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    if not quoting.may_write(case, user):
        raise PermissionDenied
    draft = case.quotes.filter(state=QuoteState.DRAFT).select_related("written_by").first()
    if draft is None:
        return redirect("admin:cases_case_quote", reference)
    error, status = "", 200
    if request.method == "POST":
        try:
            quoting.send_quote(
                draft.pk, digest=request.POST.get("digest", ""), actor=user, now=timezone.now()
            )
        except FeedbackError as refused:
            error, status = str(refused), refused.status
            draft.refresh_from_db()
        else:
            messages.success(request, _("The quote is on its way; the case waits for the answer."))
            return redirect(case_url(reference))
    context = {
        "case": case, "case_url": case_url(reference), "quote": draft, "error": error,
        "sheet": as_read(draft, case), "title": _("Quote"), "may_send": quoting.may_send(case, user),
        "replaced": case.quotes.replaceable(),
    }  # fmt: skip
    page = desk_context(admin.site, request, **context)
    return render(request, "cases/desk/quote_preview.html", page, status=status)


@require_POST
@needs(Ability.WORK_CASES)
def drop(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw the draft away; nobody outside has seen it."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    draft = case.quotes.filter(state=QuoteState.DRAFT).first()
    if draft is None:
        raise Http404
    quoting.drop_quote(draft.pk, actor=user)
    messages.success(request, _("The draft is thrown away. Nothing was sent."))
    return redirect(case_url(reference))


@require_safe
@needs(Ability.SEE_CASES)
def sheet(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show a quote that was sent as its customer reads it, with who sent it and who heard the answer."""
    case = case_or_404(reference, staff_of(request))
    people = ("written_by", "sent_by", "recorded_by")
    quote = get_object_or_404(
        case.quotes.sent().select_related(*people), number=number
    )  # fmt: skip
    context = {
        "case": case, "case_url": case_url(reference), "quote": quote, "title": _("Quote"),
        "sheet": as_read(quote, case), "is_as_sent": quote.digest_anew(reference) == quote.digest,
    }  # fmt: skip
    page = desk_context(admin.site, request, **context)
    return render(request, "cases/desk/quote_sheet.html", page)


def as_read(quote: Quote, case: Case) -> SafeString:
    """Draw a quote in its customer's language."""
    with translation.override(language_of(case.language)):
        read = sheet_of(quote, case, now=timezone.now())
        return render_to_string("cases/quote.html", {"quote": read})


def _kept(request: HttpRequest, case: Case, form: QuoteForm, lines: LineForms) -> int:
    """Keep what was typed; 302 where that was done, else the status of the page that says why not."""
    if not (form.is_valid() and lines.is_valid()):
        return ERROR_STATUS
    try:
        quoting.write_quote(
            case.pk, offer=form.offer(lines.lines()), seen=form.cleaned_data["seen"],
            actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        form.add_error(None, str(error))
        draft = case.quotes.filter(state=QuoteState.DRAFT).first()
        # What was typed may be kept upon what a colleague wrote meanwhile, now that it was said.
        form.data = {
            **{name: form.data.get(name) for name in form.data},
            "seen": draft.digest if draft else "",
        }
        return error.status
    return 302


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name)
    except CalendarError:
        return ZoneInfo(settings.TIME_ZONE)
