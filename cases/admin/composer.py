"""What the composer sends: an answer with its files, an internal note, and drafts of both."""

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.admin.addresses import case_url
from cases.admin.case_page import page_of
from cases.admin.dialogs import answer_done, case_or_404, conflict_of, renewed, version_of
from cases.errors import FilesStay, SentBefore
from cases.forms.composing import CustomerForm, NoteForm
from cases.kinds import ComposerMode, ToldHow
from cases.models import Case
from cases.rules import drafting, noting, replying
from channels.drafts import FileDraft
from channels.models import UnsentFile
from channels.rules import keeping_files
from channels.rules.attaching import safe_name
from feedback_site.desk_pages import is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in


@require_POST
@needs(Ability.SEE_CASES)
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the customer, in writing or as it was said to them; files go with a written answer."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    form = CustomerForm(request.POST)

    def write(form: Any) -> str:
        text, how, now = form.cleaned_data["text"], form.cleaned_data["how"], timezone.now()
        resume_by = form.resume_by(now)
        more = {"version": version_of(form), "key": form.sent_key(), "resume_by": resume_by}
        if how == ToldHow.MESSAGE:
            replying.reply(case.pk, text=text, actor=user, now=now, **more)
            said = _("Your answer is on its way.")
        else:
            _refuse_files(case, user)
            replying.record_contact(case.pk, text=text, how=how, actor=user, now=now, **more)
            said = _("Your answer was recorded.")
        return f"{said} {_('The case waits for the customer.')}" if resume_by else said

    def write_with_files(form: Any) -> str:
        kept = _keep_all(request, case, user)
        try:
            return write(form)
        except SentBefore:
            # Its files arrived with it; these would go out a second time, with the next answer.
            _drop_all(kept, case, user)
            raise

    return _compose(request, case, form, write_with_files, mode=ComposerMode.CUSTOMER)


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


@require_POST
@needs(Ability.WORK_CASES)
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Put files beside the answer, or take one away; the words typed meanwhile are kept with them.

    A script gets the files as they are now; without one the case is shown again.
    """
    user = staff_of(request)
    case = case_or_404(reference, user)
    refusal = ""
    try:
        _change_files(request, case, user)
    except FeedbackError as error:
        refusal = str(error)
    if is_by_script(request):
        beside = keeping_files.files_beside(case.submission.conversation_id, user)
        context = {"case": case, "files_beside": beside, "files_refused": refusal}
        return render(request, "cases/desk/composer_files.html", context)
    if refusal:
        messages.error(request, refusal)
    return redirect(f"{case_url(reference)}#composer")


def _change_files(request: HttpRequest, case: Case, user: User) -> None:
    if "text" in request.POST:
        drafting.keep_draft(
            case.pk, mode=ComposerMode.CUSTOMER, text=request.POST["text"], actor=user,
            now=timezone.now(),
        )  # fmt: skip
    if dropped := id_in(request.POST.get("drop_file", "")):
        talk = case.submission.conversation_id
        keeping_files.drop_file(dropped, conversation_id=talk, actor=user)
    else:
        _keep_all(request, case, user)


def _keep_all(request: HttpRequest, case: Case, user: User) -> Sequence[UnsentFile]:
    """Keep what was chosen; gives what is new. Raises FilesStay where some cannot go with an answer."""
    chosen = request.FILES.getlist("files")
    if not chosen:
        return ()
    fits = keeping_files.fitting(file.size or 0 for file in chosen)
    drafts = [
        FileDraft(name=file.name or "", mime=file.content_type or "", content=file.read())
        for file in compress(chosen, fits)
    ]
    talk = case.submission.conversation_id
    kept = keeping_files.keep_files(talk, drafts, actor=user, now=timezone.now())
    unread = [safe_name(file.name or "") for file, fit in zip(chosen, fits, strict=True) if not fit]
    if names := [*(file.name for file in kept.refused), *unread]:
        raise FilesStay(_not_taken(names))
    return kept.rows


def _drop_all(rows: Sequence[UnsentFile], case: Case, user: User) -> None:
    talk = case.submission.conversation_id
    for row in rows:
        keeping_files.drop_file(row.pk, conversation_id=talk, actor=user)


def _not_taken(names: Sequence[str]) -> str:
    words = ngettext(
        "This file was not taken: %(names)s. With one answer go at most 10 files and 25 MB, a picture may "
        "have 10 MB. Nothing was sent.",
        "These files were not taken: %(names)s. With one answer go at most 10 files and 25 MB, a picture "
        "may have 10 MB. Nothing was sent.",
        len(names),
    )
    return words % {"names": ", ".join(names)}


def _refuse_files(case: Case, user: User) -> None:
    """What is said aloud carries no file."""
    if keeping_files.files_beside(case.submission.conversation_id, user):
        raise FilesStay


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
    return page_of(request, case, status=status, **{f"{mode.value}_form": form}, **more)


def _once(write: Callable[[Any], str], form: Any) -> str:
    """Whoever sends the same words again, because they could not know, is told that they have arrived."""
    try:
        return write(form)
    except SentBefore as arrived:
        return str(arrived)
