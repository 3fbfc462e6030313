"""Dialogs of the case page: a step of the table or an act beside it; each works as a page of its own too."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.admin.acts.acts import ACTS
from cases.admin.acts.appointments import place_kept
from cases.admin.acts.doing import Act, Doing
from cases.admin.addresses import case_url
from cases.admin.case_page.answer_files import why_not_kept
from cases.admin.sent import ERROR_STATUS, led_back, said_of, undoable
from cases.errors import StaleCase
from cases.facts import FACTS, Fact
from cases.forms.facts import (
    Asked,
    DialogForm,
    asked_by_category,
    category_offered,
    dialog_form,
    step_form,
)
from cases.kinds import ComposerMode, ToldHow
from cases.measures.case_page.case_file import read_case
from cases.measures.case_page.changes_since import changes_since
from cases.models import Case
from cases.quote_states import QuoteState
from cases.rules.desk import drafting, steps
from cases.rules.lifecycle import moving, undoing
from cases.rules.lifecycle.guarding import facts_of, require_written_out
from cases.states import CaseState, Step
from channels.rules.answers import keeping_files
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import back_to, needs, staff_of

DANGEROUS = frozenset({"withdraw", "mark_duplicate", "not_solved", "merge"})
# With these an appointment of the case goes.
CALLING_OFF = frozenset({"withdraw", "propose_rejection"})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def step(request: HttpRequest, reference: str, state: str) -> HttpResponse:
    """Ask for the facts of one step, and take it."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    to, found = _step_or_refuse(case, state, user)
    asked = Asked(case=case, user=user, verb=found.verb)
    fields = _fields(case, found)
    if found.verb == "triage":
        # What the offered category asks for is asked at once, not only after sending.
        fields += asked_by_category(case, request.POST.get("category", category_offered(case)))
    takes_files = found.verb == "resolve"
    begins = takes_files and "begin" in request.POST
    not_kept = why_not_kept(request, case, user) if takes_files and request.FILES else ""
    if begins and (refusal := _stays_open(request)):
        return _refused(request, case, user, refusal)
    is_sent = request.method == "POST" and not begins
    form = step_form(asked, fields, request.POST if is_sent else None)
    if takes_files and not is_sent:
        before = undoing.solved_by_slip(case)
        form.initial.update({name: before[name] for name in form.fields if name in before})
    if begins:
        form.initial.update(
            decision_text=request.POST.get("text", ""), told_how=ToldHow.MESSAGE.value
        )

    if is_sent and not_kept:
        form.add_error(None, not_kept)

    def take(form: DialogForm) -> object:
        how: dict[str, Any] = {
            "facts": form.facts(), "actor": user, "now": timezone.now(),
            "version": version_of(form),
        }  # fmt: skip
        if takes_files:
            taken = moving.resolve_case(case.pk, with_files=True, **how)
        else:
            taken = steps.take_step(case.pk, to, **how)
        if "from_composer" in request.POST:
            drafting.drop_draft(case.pk, mode=ComposerMode.CUSTOMER, actor=user)
        return taken

    return _dialog(
        request, case, form, take, title=str(found.label), submit=str(found.label),
        done=_("Done: %(step)s") % {"step": found.label}, is_dangerous=found.verb in DANGEROUS,
        undo_url=case_url(f"{reference}/undo") if found.verb == "resolve" else "",
        notice=_notice(case, found.verb),
        from_composer=begins or "from_composer" in request.POST, takes_files=takes_files,
        files_refused=not_kept if begins else "",
        files_beside=keeping_files.files_beside(case.submission.conversation_id, user)
        if takes_files
        else (),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def act(
    request: HttpRequest, reference: str, code: str, subject_id: int | None = None
) -> HttpResponse:
    """Ask for what an act needs, and do it; one that needs nothing is done at once."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    found = ACTS.get(code)
    if found is None or not _has_subject(case, found, subject_id):
        raise Http404
    if request.method != "POST" and not found.may(case, user, timezone.now()):
        raise PermissionDenied
    asked = Asked(
        case=case, user=user, subject_id=subject_id, category=request.POST.get("category", "")
    )
    form = dialog_form(
        asked, found.fields(asked), request.POST if request.method == "POST" else None
    )

    def do(form: DialogForm) -> object:
        return found.do(
            Doing(
                case=case, facts=form.facts(), actor=user, now=timezone.now(),
                version=version_of(form), subject_id=subject_id,
            )
        )  # fmt: skip

    return _dialog(
        request, case, form, do, title=str(found.label), submit=str(found.submit or found.label),
        done=str(found.done), is_dangerous=found.is_dangerous, notice=_notice(case, code),
    )  # fmt: skip


def _stays_open(request: HttpRequest) -> str:
    """Why what stands in the composer cannot be the answer that solves the case; "" where it can."""
    try:
        require_written_out(request.POST.get("text", ""))
    except FeedbackError as error:
        return str(error)
    return ""


def _refused(request: HttpRequest, case: Case, user: User, words: str) -> HttpResponse:
    """Say why, with what was typed still in the composer."""
    if is_by_script(request):
        return HttpResponse(words, status=409, content_type="text/plain; charset=utf-8")
    text, now = request.POST.get("text", ""), timezone.now()
    drafting.keep_draft(case.pk, mode=ComposerMode.CUSTOMER, text=text, actor=user, now=now)
    messages.error(request, words)
    return redirect(f"{case_url(case.reference)}#composer")


def case_or_404(reference: str, user: User) -> Case:
    """Give the case; to a stranger it does not exist."""
    try:
        return read_case(reference, user)
    except Case.DoesNotExist:
        raise Http404 from None


def version_of(form: DialogForm) -> int | None:
    """The version of the case that the form was made from; None where none was sent."""
    version = form.cleaned_data.get("version")
    return version if isinstance(version, int) else None


def answer_done(
    request: HttpRequest,
    case: Case,
    words: str,
    *,
    undo_url: str = "",
    undo_key: str = "",
    place: str = "",
) -> HttpResponse:
    """Say that it was done and lead back, to a `place` of the page by its id where one goes on there.

    A list that shows the case beside itself says the words in its own place, with the way to undo it. Where
    another case comes next, its page says of which case this is told, and undoes it by the same key.
    """
    if "X-Beside" in request.headers:
        undo = {"X-Undo": undo_url, "X-Undo-Key": undo_key, "X-Place": place}
        return HttpResponse(status=204, headers={"X-Said": quote(words), **undo})
    own = case_url(case.reference)
    if undo_url:
        words = undoable(words, form="undo-answer", undo=undo_url, key=undo_key)
    if urlsplit(back_to(request, own)).path != own:
        words = said_of(case.reference, own, words)
    return led_back(request, words, otherwise=f"{own}#{place}" if place else own)


def conflict_of(error: FeedbackError, case: Case, version: int | None) -> dict[str, Any]:
    """Where somebody was quicker: what they did meanwhile, to read beside what one wrote oneself."""
    if not isinstance(error, StaleCase) or version is None:
        return {}
    return {"meanwhile": changes_since(case, version)}


def renewed(form: DialogForm, case: Case) -> None:
    """After a refusal the same answers may be sent again, upon what the case is now."""
    form.renew_version(Case.objects.values_list("version", flat=True).get(pk=case.pk))


def _notice(case: Case, code: str) -> str:
    """What else comes of it, that whoever does it should know."""
    if code == "merge":
        return _open_quote(case)
    return place_kept(case, timezone.now()) if code in CALLING_OFF else ""


def _open_quote(case: Case) -> str:
    """Whoever merges a case whose customer has been asked for a yes or no should know that."""
    quote = case.quotes.filter(state=QuoteState.OPEN).first()
    if quote is None:
        return ""
    return _(
        "Quote %(number)s is open. Its customer can still answer it on their page; the answer arrives "
        "on the case that leads. Take it back first if it no longer holds."
    ) % {"number": quote.number}


def _fields(case: Case, found: Step) -> tuple[Fact, ...]:
    return tuple(FACTS[code] for code in facts_of(case, found))


def _step_or_refuse(case: Case, state: str, user: User) -> tuple[CaseState, Step]:
    """A step that is not in the table does not exist here; one that is not this person's is forbidden."""
    if state not in CaseState.values:
        raise Http404
    for to, found in steps.available(case, user):
        if to == state:
            return to, found
    raise PermissionDenied(
        _("This step is not open to you now. The case may have moved on: look at it again.")
    )


def _has_subject(case: Case, found: Act, subject_id: int | None) -> bool:
    if not found.subject:
        return subject_id is None
    for path in found.subject.split():
        rows, _below, inside = path.partition("__")
        if getattr(case, rows).filter(**{f"{inside}__pk" if inside else "pk": subject_id}).exists():
            return True
    return False


def _dialog(
    request: HttpRequest,
    case: Case,
    form: DialogForm,
    do: Callable[[DialogForm], object],
    *,
    done: str,
    undo_url: str = "",
    **words: Any,
) -> HttpResponse:
    status, more = 200, {}
    if form.is_bound:
        status = ERROR_STATUS
        if form.is_valid():
            try:
                do(form)
            except FeedbackError as error:
                form.add_rule_error(error)
                status = error.status
                more = conflict_of(error, case, version_of(form))
                renewed(form, case)
            else:
                return answer_done(request, case, done, undo_url=undo_url, undo_key="z")
    context = {
        "form": form,
        "case": case,
        "case_url": case_url(case.reference),
        "action_url": request.path,
        "next": request.POST.get("next", ""),
        **more,
        **words,
    }
    if is_by_script(request):
        return render(request, "cases/desk/dialog.html", context, status=status)
    return render(
        request,
        "cases/desk/dialog_page.html",
        desk_context(admin.site, request, **context),
        status=status,
    )
