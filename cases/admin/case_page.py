"""The case page: a workspace with the conversation, the limits, the customer, and the legal next steps."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.admin.addresses import case_url, id_in
from cases.admin.badges import limit_badge
from cases.admin.case_buttons import buttons_for
from cases.admin.desk_keys import drawn_tools
from cases.admin.dialogs import answer_done, case_or_404, conflict_of, renewed, version_of
from cases.errors import SentBefore
from cases.forms.composing import CustomerForm, NoteForm
from cases.kinds import ComposerMode
from cases.measures.case_file import file_of
from cases.measures.case_news import news_since
from cases.measures.desk_choices import names_of
from cases.measures.due_words import limit_of_case
from cases.measures.problem_words import named
from cases.measures.quality_words import quality_of
from cases.measures.reading_words import reading_in_words
from cases.models import Case, ComposerDraft
from cases.rules import (
    approving,
    attending,
    consulting,
    drafting,
    lifecycle,
    noting,
    quoting,
    replying,
)
from cases.states import CaseState
from channels.models import ContactPoint, Customer
from channels.models.contact_point import VALUE_CONTEXT
from channels.models.customer import NAME_CONTEXT
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.rules.revealing import reveal as reveal_value
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.SEE_CASES)
def case_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case; of a long one what was said `before` a moment, a page back each."""
    case = case_or_404(reference, staff_of(request))
    return _page(request, case, before=_moment_in(request.GET.get("before", "")))


def _moment_in(text: str) -> datetime | None:
    """What is no moment shows the latest."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@require_POST
@needs(Ability.SEE_CASES)
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the customer, in writing or as it was said to them."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    form = CustomerForm(request.POST)

    def write(form: Any) -> str:
        text, how, now = form.cleaned_data["text"], form.cleaned_data["how"], timezone.now()
        resume_by = form.resume_by(now)
        more = {"version": version_of(form), "key": form.sent_key(), "resume_by": resume_by}
        if how == "message":
            replying.reply(case.pk, text=text, actor=user, now=now, **more)
            said = _("Your answer is on its way.")
        else:
            replying.record_contact(case.pk, text=text, how=how, actor=user, now=now, **more)
            said = _("Your answer was recorded.")
        return f"{said} {_('The case waits for the customer.')}" if resume_by else said

    return _compose(request, case, form, write, mode=ComposerMode.CUSTOMER)


@require_POST
@needs(Ability.SEE_CASES)
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an internal note."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    form = NoteForm(request.POST)

    def write(form: Any) -> str:
        text, key = form.cleaned_data["text"], form.sent_key()
        noting.note(case.pk, text=text, actor=user, now=timezone.now(), key=key)
        return _("The note is written. Only colleagues see it.")

    return _compose(request, case, form, write, mode=ComposerMode.NOTE)


@require_POST
@needs(Ability.REVEAL)
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one masked value of the case's customer, once, and log that it was looked at."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    if case.customer is None:
        raise Http404
    what = request.POST.get("what", "")
    try:
        value = _revealed(case, what, user)
    except CannotUnseal:
        value = _("erased")
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "components/masked_value.html", {"value": value, "revealed": True})
    return _page(request, case, revealed_what=what, revealed_value=value)


@require_POST
@needs(Ability.SEE_CASES)
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what stands in the composer; a script sends it while somebody writes, and after that nobody."""
    user, mode = staff_of(request), request.POST.get("mode", "")
    pk = Case.objects.visible_to(user).filter(reference=reference).values_list("pk", flat=True)
    case_id = pk.first()
    if case_id is None or mode not in ComposerMode.values:
        raise Http404
    kept = drafting.keep_draft(
        case_id, mode=ComposerMode(mode), text=request.POST.get("text", ""), actor=user,
        now=timezone.now(),
    )  # fmt: skip
    return HttpResponse(_("Draft kept") if kept else "", content_type="text/plain; charset=utf-8")


@require_safe
@needs(Ability.SEE_CASES)
def changed(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell a page that asks again and again who else is there, and whether the case was changed since."""
    user = staff_of(request)
    cases = Case.objects.visible_to(user).filter(reference=reference)
    case = cases.values("pk", "version", "last_event_seq").first()
    if case is None:
        raise Http404
    others = attending.look_in(
        case["pk"], actor=user, now=timezone.now(), is_writing="writing" in request.GET
    )
    read = id_in(request.GET.get("version", "")) or 0
    number = case["version"] - read
    seen = [f"{one.name}{'+' if one.is_writing else ''}" for one in others]
    # Also by what the page has read: once it shows what was new, an answer to its question is another.
    who = hashlib.sha256("/".join(seen).encode()).hexdigest()[:8]
    etag = f'"v{case["version"]}-{read}-{who}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    seq = id_in(request.GET.get("seq", "")) or case["last_event_seq"] - 1
    news = news_since(case["pk"], seq, number=number) if number > 0 else None
    context = {"news": news, "reference": reference, "others": others}
    response = (
        render(request, "cases/desk/changed.html", context) if news or others else HttpResponse()
    )
    response["ETag"] = etag
    return response


def with_answer(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    """Show a case with an answer begun: nothing is sent yet."""
    begun = CustomerForm(initial={"version": case.version, "text": text})
    return _page(request, case, customer_form=begun)


def _revealed(case: Case, what: str, user: User) -> str:
    """A value under the key of the row that it came by, which may be merged with the case's customer."""
    customer = case.customer
    if customer is None:
        raise Http404
    if what == "name":
        owner, sealed, context = customer, customer.name_sealed, NAME_CONTEXT
        subject = f"customer:{customer.pk}"
    else:
        person = Customer.objects.same_person([customer.head_id])
        points = ContactPoint.objects.filter(customer__in=person, value_sealed__isnull=False)
        point = get_object_or_404(points.select_related("customer"), pk=id_in(what) or 0)
        owner, sealed, context = point.customer, point.value_sealed, VALUE_CONTEXT
        subject = f"contact_point:{what}"
    if sealed is None:
        raise Http404
    key = owner.wrapped_key
    return reveal_value(
        wrapped_key=None if key is None else bytes(key), sealed=bytes(sealed), context=context,
        subject=subject, actor=user, now=timezone.now(), reason=case.reference,
    )  # fmt: skip


def _compose(
    request: HttpRequest, case: Case, form: Any, write: Callable[[Any], str], *, mode: ComposerMode
) -> HttpResponse:
    user, status, more = staff_of(request), 422, {}
    if form.is_valid():
        try:
            words = _once(write, form)
        except FeedbackError as error:
            form.add_error("text", str(error))
            status = error.status
            more = conflict_of(error, case, version_of(form))
            renewed(form, case)
            case = case_or_404(case.reference, user)
        else:
            drafting.drop_draft(case.pk, mode=mode, actor=user)
            return answer_done(request, case, words)
    return _page(request, case, status=status, **{f"{mode.value}_form": form}, **more)


def _once(write: Callable[[Any], str], form: Any) -> str:
    """Whoever sends the same words again, because they could not know, is told that they have arrived."""
    try:
        return write(form)
    except SentBefore as arrived:
        return str(arrived)


def _page(
    request: HttpRequest, case: Case, *, status: int = 200, before: datetime | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Draw the whole page, or for a list that shows it beside itself the case alone."""
    user = staff_of(request)
    drafts = drafting.drafts_of(case, user)
    context = _context(case, user, timezone.now(), drafts, before=before, **more)
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "cases/desk/case_pane.html", context, status=status)
    page = desk_context(admin.site, request, title=case.reference, **context)
    return render(request, "cases/desk/case.html", page, status=status)


def _context(
    case: Case, user: User, now: datetime, drafts: Mapping[str, ComposerDraft], *,
    before: datetime | None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    file, limit = file_of(case, user, now=now, before=before), limit_of_case(case, now)
    buttons = buttons_for(case, user, now)
    begun = {mode: draft.text for mode, draft in drafts.items()}
    return {
        "case": case,
        "file": file,
        "limit": limit_badge(limit) if limit else "",
        "clocks": [(clock, limit_badge(clock.limit)) for clock in file.clocks],
        "buttons": buttons,
        "may_wait": any(button.code == "wait" for button in buttons.steps),
        "reading": reading_in_words(case.reading, user, mood=case.sentiment),
        "quality": quality_of(case),
        "problem_title": _problem_title(case),
        "may_work": user.can(Ability.WORK_CASES),
        "may_note": user.can(Ability.SEE_CASES),
        "may_reveal": user.can(Ability.REVEAL),
        "may_supervise": user.can(Ability.SUPERVISE),
        "may_decide": consulting.may_decide(case, user),
        "may_record_quote": approving.may_record(user),
        "may_send_quote": quoting.may_send(case, user),
        "undo_until": _undo_until(case, user, now),
        "here": case_url(case.reference),
        "before": before,
        "is_rejection_open": case.state == CaseState.RECEIVED
        and case.rejection_proposed_by_id is not None,
        "customer_form": CustomerForm(
            initial={"version": case.version, "text": begun.get(ComposerMode.CUSTOMER, "")}
        ),
        "note_form": NoteForm(initial={"text": begun.get(ComposerMode.NOTE, "")}),
        "drafts": drafts,
        "opens_on_note": _opens_on_note(case, user, drafts, more),
        "tools": drawn_tools(user),
        **more,
    }


def _opens_on_note(
    case: Case, user: User, drafts: Mapping[str, ComposerDraft], more: Mapping[str, Any]
) -> bool:
    """Whether the composer begins with what only colleagues read: where a slip would tell too much.

    What is being written, or came back with a refusal, stays in front.
    """
    if not user.can(Ability.WORK_CASES) or "note_form" in more:
        return True
    if "customer_form" in more:
        return False
    return ComposerMode.NOTE in drafts or case.is_safety or case.is_privacy


def _problem_title(case: Case) -> str:
    """Most cases have none, and cost nothing; the names are in the lists that the desk remembers."""
    problem = case.problem
    if problem is None:
        return ""
    listed = {"store": problem.store_id, "category": problem.category_id}
    names = names_of({(kind, pk) for kind, pk in listed.items() if pk is not None})
    store, category = (names.get((kind, pk or 0), "") for kind, pk in listed.items())
    return named(problem, store=store, category=category)


def _undo_until(case: Case, user: User, now: datetime) -> datetime | None:
    if case.resolved_at is None or case.resolver_id != user.pk:
        return None
    until = case.resolved_at + lifecycle.undo_time()
    return until if now <= until else None
