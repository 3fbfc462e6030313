"""Guided self-service: one question a page, then the likely cause, what helps, and the way to us."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from cases.measures.knowledge.article_blocks import blocks_of
from cases.measures.knowledge.diagnosis_pages import DiagnosisPage, diagnosis_page
from cases.rules.knowledge import diagnosing
from feedback_site.ability_admin import may
from feedback_site.floods.gates import Gate, source_of
from feedback_site.organisation.roles import Ability

OUTCOMES = Gate(name="diagnosis_outcome", limit=20, seconds=600)
SAID, MOST_REMEMBERED = "diagnosis_said", 50


@never_cache
@require_safe
@csrf_protect
def diagnosis(request: HttpRequest, code: str, step: str = "") -> HttpResponse:
    """Ask one question, or say what is likely and what helps; reading it counts nothing."""
    page = _page_or_404(request, code, step)
    context = {
        "page": page, "blocks": blocks_of(page.step.advice),
        "back": _back(page), "is_draft": page.diagnosis.published_at is None,
        "has_helped": request.GET.get("said") == "yes",
    }  # fmt: skip
    template = "cases/help/diagnosis_end.html" if page.is_end else "cases/help/diagnosis.html"
    return render(request, template, context)


@never_cache
@require_POST
@csrf_protect
def diagnosis_said(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Count whether it helped, once for each reader and page; lead on to the form where it did not."""
    page = _page_or_404(request, code, step)
    if not page.is_end:
        raise Http404
    has_helped = request.POST.get("helped") == "yes"
    _count(request, page, has_helped=has_helped)
    if has_helped:
        here = reverse("cases:diagnosis_step", args=(code, step))
        return redirect(f"{here}?said=yes#said")
    filled_in = urlencode({"category": page.diagnosis.category.code, "check": page.check})
    return redirect(f"{reverse('channels:feedback_form')}?{filled_in}")


def _count(request: HttpRequest, page: DiagnosisPage, *, has_helped: bool) -> None:
    """A colleague who tries a draft is nobody's outcome."""
    said = request.session.get(SAID, [])
    now = timezone.now()
    if page.diagnosis.published_at is None or page.check in said:
        return
    if OUTCOMES.admits(source_of(request), now=now):
        diagnosing.say_whether_it_helped(
            page.step.pk, has_helped=has_helped, language=get_language() or "zh-hant", now=now
        )
        request.session[SAID] = [*said, page.check][-MOST_REMEMBERED:]


def _page_or_404(request: HttpRequest, code: str, step: str) -> DiagnosisPage:
    page = diagnosis_page(code, step, draft_too=may(request, Ability.WRITE_SOLUTIONS))
    if page is None:
        raise Http404
    return page


def _back(page: DiagnosisPage) -> str:
    """Lead to the question before this, and from the first to the help."""
    if not page.path:
        return reverse("cases:help")
    above = page.path[-1].question
    if above.above_id is None:
        return reverse("cases:diagnosis", args=(page.diagnosis.code,))
    return reverse("cases:diagnosis_step", args=(page.diagnosis.code, above.code))
