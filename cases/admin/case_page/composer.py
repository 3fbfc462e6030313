"""What the composer sends: an answer with its files, an internal note, and drafts of both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.admin.addresses import case_url
from cases.admin.case_page.answer_files import drop_all, keep_all
from cases.admin.case_page.dialogs import answer_done, case_or_404, conflict_of, renewed, version_of
from cases.admin.case_page.workspace import page_of
from cases.errors import FilesStay, SentBefore
from cases.forms.composing import CustomerForm, NoteForm
from cases.kinds import ComposerMode, ToldHow
from cases.models import Case
from cases.rules.desk import drafting, noting
from cases.rules.replies import replying, retracting
from channels.kinds import Direction
from channels.models import Message
from channels.rules.answers import keeping_files
from feedback_site.desk_pages import is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written as its author is told, and where it can be taken back for a while."""

    words: str
    undo_url: str = ""


def held_words(hold: timedelta) -> str:
    """Say how long an answer can still be taken back."""
    words = ngettext(
        "Your answer goes out in %(n)s second; until then it can be taken back.",
        "Your answer goes out in %(n)s seconds; until then it can be taken back.",
        int(hold.total_seconds()),
    )
    return words % {"n": int(hold.total_seconds())}


def take_back_url(reference: str, message_id: int) -> str:
    """Where an answer is taken back."""
    return reverse("admin:cases_case_take_back", args=(reference, message_id))


@require_POST
@needs(Ability.SEE_CASES)
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the customer, in writing or as it was said to them; files go with a written answer."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    form = CustomerForm(request.POST)

    def write(form: Any) -> Written:
        text, how, now = form.cleaned_data["text"], form.cleaned_data["how"], timezone.now()
        resume_by = form.resume_by(now)
        more = {"version": version_of(form), "key": form.sent_key(), "resume_by": resume_by}
        undo_url = ""
        if how == ToldHow.MESSAGE:
            hold = replying.hold_time()
            message = replying.reply(case.pk, text=text, actor=user, now=now, hold=hold, **more)
            said = _("Your answer is on its way.")
            if hold:
                said, undo_url = held_words(hold), take_back_url(reference, message.pk)
        else:
            _refuse_files(case, user)
            replying.record_contact(case.pk, text=text, how=how, actor=user, now=now, **more)
            said = _("Your answer was recorded.")
        waits = _("The case waits for the customer.") if resume_by else ""
        return Written(words=f"{said} {waits}".rstrip(), undo_url=undo_url)

    def write_with_files(form: Any) -> Written:
        kept = keep_all(request, case, user)
        try:
            return write(form)
        except SentBefore:
            # Its files arrived with it; these would go out a second time, with the next answer.
            drop_all(kept, case, user)
            raise

    return _compose(request, case, form, write_with_files, mode=ComposerMode.CUSTOMER)


@require_POST
@needs(Ability.WORK_CASES)
def take_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take back an answer that has not gone out yet; its words and files stand in the composer again."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    talk = case.submission.conversation_id
    if not Message.objects.filter(pk=pk, conversation=talk, direction=Direction.OUTBOUND).exists():
        raise Http404
    try:
        after = retracting.take_back_answer(pk, actor=user, now=timezone.now())
    except FeedbackError as error:
        again = case_or_404(reference, user)
        return page_of(request, again, status=error.status, problem=str(error))
    words = _("Taken back: nothing was sent. What you wrote is in the composer again.")
    if after.state != case.state:
        words = " ".join((words, _("The case no longer waits for the customer.")))
    return answer_done(request, case, words, place="dialog-text-customer")


@require_POST
@needs(Ability.SEE_CASES)
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an internal note."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    form = NoteForm(request.POST)

    def write(form: Any) -> Written:
        text, key = form.cleaned_data["text"], form.sent_key()
        noting.note(case.pk, text=text, actor=user, now=timezone.now(), key=key)
        return Written(words=_("The note is written. Only colleagues see it."))

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
        keep_all(request, case, user)


def _refuse_files(case: Case, user: User) -> None:
    """What is said aloud carries no file."""
    if keeping_files.files_beside(case.submission.conversation_id, user):
        raise FilesStay


def _compose(
    request: HttpRequest, case: Case, form: Any, write: Callable[[Any], Written], *,
    mode: ComposerMode,
) -> HttpResponse:  # fmt: skip
    user, status, more = staff_of(request), 422, {}
    if form.is_valid():
        try:
            written = _once(write, form)
        except FeedbackError as error:
            form.add_error("text", str(error))
            status = error.status
            more = conflict_of(error, case, version_of(form))
            renewed(form, case)
            case = case_or_404(case.reference, user)
        else:
            drafting.drop_draft(case.pk, mode=mode, actor=user)
            return answer_done(
                request, case, written.words, undo_url=written.undo_url, undo_key="Z"
            )
    return page_of(request, case, status=status, **{f"{mode.value}_form": form}, **more)


def _once(write: Callable[[Any], Written], form: Any) -> Written:
    """Whoever sends the same words again, because they could not know, is told that they have arrived."""
    try:
        return write(form)
    except SentBefore as arrived:
        return Written(words=str(arrived))
