"""The case page: a workspace with the conversation, the limits, the customer, and the legal next steps."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.admin.acts.checklists import may_tick
from cases.admin.addresses import case_url
from cases.admin.badges import limit_badge, priority_badge, state_badge
from cases.admin.case_page.answer_files import files_beside
from cases.admin.case_page.buttons import buttons_for
from cases.admin.case_page.composer_drawing import drawn_composer, forms_for, new_keys
from cases.admin.case_page.dialogs import case_or_404
from cases.admin.case_page.said_drawing import Reader, drawn_conversation
from cases.admin.case_page.tick_drawing import drawn_checklists
from cases.admin.queues.desk_keys import drawn_tools
from cases.forms.composing import CustomerForm
from cases.kinds import ComposerMode
from cases.measures.case_page.case_file import file_of
from cases.measures.case_page.case_news import news_since
from cases.measures.desk_choices import names_of
from cases.measures.problems.problem_words import named
from cases.measures.time_limits.due_words import limit_of_case
from cases.measures.triage.quality_words import quality_of
from cases.measures.triage.reading_words import reading_in_words
from cases.models import Case, ComposerDraft
from cases.rules.commitments import approving, quoting
from cases.rules.desk import attending, drafting
from cases.rules.escalation import consulting
from cases.rules.lifecycle import moving
from cases.states import CaseState
from channels.models import ContactPoint, Customer
from channels.models.contact_point import VALUE_CONTEXT
from channels.models.customer import NAME_CONTEXT
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.rules.revealing import reveal as reveal_value
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in


@require_safe
@needs(Ability.SEE_CASES)
def case_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case; of a long one what was said `before` a moment, a page back each."""
    case = case_or_404(reference, staff_of(request))
    return page_of(request, case, before=_moment_in(request.GET.get("before", "")))


def _moment_in(text: str) -> datetime | None:
    """What is no moment shows the latest."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


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
    if is_by_script(request):
        return render(request, "components/masked_value.html", {"value": value, "revealed": True})
    return page_of(request, case, revealed_what=what, revealed_value=value)


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
    return page_of(request, case, customer_form=begun)


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


def page_of(
    request: HttpRequest, case: Case, *, status: int = 200, before: datetime | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Draw the whole page, or for a list that shows it beside itself the case alone."""
    user = staff_of(request)
    context = _context(case, user, timezone.now(), before=before, more=more)
    token = get_token(request)
    context["verbs"] = context["buttons"].drawn(case, token)
    context["conversation"] = _conversation(context, user, token)
    context["checklists"] = drawn_checklists(
        context["file"].checklists, context["file"].next_step, here=context["here"],
        may_tick=context["may_tick"], token=token,
    )  # fmt: skip
    context["composer"] = _composer(request, context, is_plain=not more)
    if is_by_script(request):
        return render(request, "cases/desk/case_pane.html", context, status=status)
    page = desk_context(admin.site, request, title=case.reference, **context)
    return render(request, "cases/desk/case.html", page, status=status)


def _conversation(context: dict[str, Any], user: User, token: str) -> Sequence[SafeString]:
    reader = Reader(
        user_id=user.pk, may_reveal=context["may_reveal"], now=context["now"], token=token
    )
    return drawn_conversation(context["file"].said, context["case"].reference, reader)


def _composer(request: HttpRequest, context: dict[str, Any], *, is_plain: bool) -> SafeString:
    """Nearly always it has nothing in it, and is the same for all."""
    is_plain = is_plain and not context["drafts"] and not context["files_beside"]
    return drawn_composer(request, context, context["keys"], is_plain=is_plain)


def _context(
    case: Case, user: User, now: datetime, *, before: datetime | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    file, limit = file_of(case, user, now=now, before=before), limit_of_case(case, now)
    return {
        "case": case,
        "file": file,
        "state_badge": state_badge(case.state),
        "priority_badge": priority_badge(case.priority),
        "limit": limit_badge(limit) if limit else "",
        "clocks": [(clock, limit_badge(clock.limit)) for clock in file.clocks],
        "resolutions": file.resolutions,
        "reading": reading_in_words(case.reading, user, mood=case.sentiment),
        "quality": quality_of(case),
        "problem_title": _problem_title(case),
        "undo_until": _undo_until(case, user, now),
        "here": case_url(case.reference),
        "now": now,
        "before": before,
        "is_rejection_open": case.state == CaseState.RECEIVED
        and case.rejection_proposed_by_id is not None,
        "tools": drawn_tools(user),
        **_allowed(case, user, now),
        **_writing(case, user, more),
        **more,
    }


def _allowed(case: Case, user: User, now: datetime) -> dict[str, Any]:
    """What this person may do with it."""
    buttons = buttons_for(case, user, now)
    solving = [one.path for one in buttons.steps if one.code == "resolve"]
    return {
        "buttons": buttons,
        "may_wait": any(button.code == "wait" for button in buttons.steps),
        "solve_url": case_url(case.reference) + solving[0] if solving else "",
        "may_work": user.can(Ability.WORK_CASES),
        "may_note": user.can(Ability.SEE_CASES),
        "may_tick": may_tick(case, user, now),
        "may_reveal": user.can(Ability.REVEAL),
        "may_receive": user.can(Ability.TAKE_FEEDBACK),
        "may_supervise": user.can(Ability.SUPERVISE),
        "may_decide": consulting.may_decide(case, user),
        "may_record_quote": approving.may_record(user),
        "may_send_quote": quoting.may_withdraw(case, user),
    }


def _writing(case: Case, user: User, more: Mapping[str, Any]) -> dict[str, Any]:
    """What the composer begins with."""
    drafts = drafting.drafts_of(case, user) if getattr(case, "has_drafts", True) else {}
    keys = new_keys()
    return {
        "keys": keys,
        **forms_for(case, keys, {mode: draft.text for mode, draft in drafts.items()}),
        "drafts": drafts,
        "files_beside": files_beside(case, user),
        "opens_on_note": _opens_on_note(case, user, drafts, more),
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
    until = case.resolved_at + moving.undo_time()
    return until if now <= until else None
