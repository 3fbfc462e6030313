"""Recurring problems at the desk: proposed, decided on, and worked on to their cause."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.problems.cards import press, shown
from cases.admin.problems.problem_cards import CARDS, cards_for, may_merge
from cases.admin.sent import tried
from cases.forms.cards import CardForm, card_form, line_field, references_field
from cases.incident_kinds import ProblemState
from cases.measures.desk_choices import choices
from cases.measures.problems.problem_pages import ROWS, ProblemFile, problem_file, problem_rows
from cases.measures.problems.problem_words import TONES
from cases.models import Problem
from cases.rules.problems import judging
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

FILTERS = ("state", "store", "category")


@require_safe
@needs(Ability.SEE_CASES)
def problems(request: HttpRequest) -> HttpResponse:
    """List problems, those to decide on first of all."""
    user = staff_of(request)
    given: dict[str, str] = {name: request.GET.get(name, "")[:20] for name in FILTERS}
    if "state" not in request.GET:
        given["state"] = ProblemState.PROPOSED
    before = id_in(request.GET.get("before", ""))
    rows = problem_rows(user, **given, before=before)
    known = choices()
    last = rows[ROWS - 1].problem.pk if len(rows) > ROWS else None
    context = desk_context(
        admin.site, request, title=_("Recurring problems"), given=given,
        rows=[(row, *TONES[ProblemState(row.problem.state)]) for row in rows[:ROWS]],
        states=ProblemState.choices, stores=known.stores, categories=known.categories,
        may_make=user.can(Ability.SUPERVISE),
        **older("cases_problems", given, before=before, last=last),
    )  # fmt: skip
    return render(request, "cases/desk/problems.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def new_problem(request: HttpRequest) -> HttpResponse:
    """Put cases together by hand."""
    user = staff_of(request)
    fields = {"title": line_field(_("Title")), "cases": references_field(user)}
    form = card_form("new", fields, request.POST if request.method == "POST" else None)

    def make() -> HttpResponse:
        made = judging.make_problem(
            form.cleaned_data["title"], form.cleaned_data["cases"], actor=user, now=timezone.now()
        )
        messages.success(request, _("The problem is open; its cases are linked."))
        return redirect("admin:cases_problem", pk=made.pk)

    answer = tried(request, form, make)
    if isinstance(answer, HttpResponse):
        return answer
    context = desk_context(
        admin.site, request, title=_("New recurring problem"), form=form,
        submit=_("Open the problem"), back=reverse("admin:cases_problems"),
    )  # fmt: skip
    return render(request, "cases/desk/shared_form.html", context, status=answer)


@require_safe
@needs(Ability.SEE_CASES)
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one problem."""
    return _page(request, _file_or_404(request, pk))


@require_POST
@needs(Ability.SEE_CASES)
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Do what one of its cards says."""
    file, card = _file_or_404(request, pk), CARDS.get(code)
    if card is None:
        raise Http404
    subject = request.POST.get("subject")
    if code == "unlink" and subject not in {str(case.pk) for case in file.cases}:
        raise Http404
    if code == "merge" and request.POST.get("into") not in {str(one) for one, _ in file.others}:
        raise Http404

    def refused(form: CardForm, status: int) -> HttpResponse:
        return _page(request, file, bound=form, code=code, status=status)

    return press(request, card, pk, page="admin:cases_problem", refused=refused)


def _file_or_404(request: HttpRequest, pk: int) -> ProblemFile:
    try:
        return problem_file(pk, staff_of(request))
    except Problem.DoesNotExist:
        raise Http404 from None


def _page(
    request: HttpRequest, file: ProblemFile, *, bound: CardForm | None = None, code: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = staff_of(request)
    tone, icon = TONES[ProblemState(file.problem.state)]
    cards = cards_for(file, user)
    may_change = user.can(Ability.SUPERVISE)
    context = desk_context(
        admin.site, request, title=file.problem.code, file=file, problem=file.problem, tone=tone,
        icon=icon, cards=shown(cards, user, bound=bound, code=code),
        # A refusal of what has no card on the page is said at its head.
        refused=bound if bound is not None and code not in {card.code for card in cards} else None,
        may_merge=may_merge(file, user), may_change=may_change,
        act=reverse("admin:cases_problem", args=(file.problem.pk,)),
        most=max(file.weeks, default=0),
    )  # fmt: skip
    return render(request, "cases/desk/problem.html", context, status=status)
