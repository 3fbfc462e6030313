"""Answers offered on a case: standard solutions, and those of solved like cases; one key to use."""

from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.admin.case_page.dialogs import case_or_404
from cases.admin.case_page.workspace import with_answer
from cases.errors import AnswerGone, NotInForce
from cases.measures.knowledge.library import found_for, suggested_for
from cases.measures.knowledge.solved_answers import SolvedAnswer, answer_of, answers_for
from cases.measures.told import told_in
from cases.models import Case, SolutionVersion
from cases.rules.knowledge import using_solutions
from channels.letters import language_of
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

LONGEST_QUESTION = 200


@require_safe
@needs(Ability.SEE_CASES)
def case_solutions(request: HttpRequest, reference: str) -> HttpResponse:
    """Suggest for a case, or search; the case page asks for the list alone once it is shown."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    language = get_language() or "zh-hant"
    answers: Sequence[SolvedAnswer] = ()
    if question:
        found = found_for(case, question, language=language)
    else:
        told = told_in([case.pk])[case.pk].text or case.submission.text
        found = suggested_for(case, told, language=language)
        answers = answers_for(case, told, user=user, now=timezone.now())
    context = {
        "case": case, "suggestions": found, "answers": answers, "question": question,
        "may_use": user.can(Ability.WORK_CASES), "customer_language": language_of(case.language),
    }  # fmt: skip
    if is_by_script(request):
        return render(request, "cases/desk/suggestions.html", context)
    title = _("Standard solutions for %(reference)s") % {"reference": case.reference}
    page = desk_context(admin.site, request, title=title, **context)
    return render(request, "cases/desk/case_solutions.html", page)


@require_POST
@needs(Ability.WORK_CASES)
def use(request: HttpRequest, reference: str, version_id: int) -> HttpResponse:
    """Note the use, and give the answer in the customer's language: as text to a script, else composed."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    version = get_object_or_404(SolutionVersion.objects.prefetch_related("texts"), pk=version_id)
    try:
        using_solutions.use_solution(case.pk, version_id=version_id, actor=user, now=timezone.now())
    except NotInForce as error:
        return _refused(request, case, error)
    text = version.text_in(case.language)
    return _begun(request, case, text.answer, language=text.language)


@require_POST
@needs(Ability.WORK_CASES)
def use_answer(request: HttpRequest, reference: str, source: str) -> HttpResponse:
    """The same with what a person answered on a solved case, with blanks for what was its customer's own."""
    user = staff_of(request)
    case, solved = case_or_404(reference, user), case_or_404(source, user)
    try:
        using_solutions.use_answer(case.pk, source_id=solved.pk, actor=user, now=timezone.now())
    except AnswerGone as error:
        return _refused(request, case, error)
    return _begun(request, case, answer_of(solved), language=language_of(solved.language))


def _refused(request: HttpRequest, case: Case, error: FeedbackError) -> HttpResponse:
    if is_by_script(request):
        return HttpResponse(str(error), status=error.status, content_type="text/plain")
    messages.error(request, str(error))
    return redirect(reverse("admin:cases_case_solutions", args=(case.reference,)))


def _begun(request: HttpRequest, case: Case, answer: str, *, language: str) -> HttpResponse:
    said = _other_language(language, case)
    if is_by_script(request):
        headers = {"X-Said": quote(said)} if said else {}
        kind = "text/plain; charset=utf-8"
        return HttpResponse(answer, content_type=kind, headers=headers)
    if said:
        messages.warning(request, said)
    return with_answer(request, case, answer)


def _other_language(language: str, case: Case) -> str:
    """Warn where the customer would read another language than their own; "" where it is theirs."""
    names, wanted = dict(settings.LANGUAGES), language_of(case.language)
    if language == wanted:
        return ""
    words = _("Put into the answer in %(is)s. The customer reads %(wanted)s: nothing is sent yet.")
    return words % {"is": names.get(language, language), "wanted": names[wanted]}
