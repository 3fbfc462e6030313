"""The library of standard solutions at the desk: found, read, written, compared and decided on."""

from collections.abc import Callable, Mapping

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.errors import CaseError
from cases.forms.solutions import SolutionForm, written_in
from cases.kinds import SolutionState
from cases.measures.desk_choices import choices
from cases.measures.knowledge.library import ROWS, SORTS, library
from cases.measures.knowledge.solution_figures import figures_of
from cases.measures.knowledge.solution_pages import compared, previews, previews_of
from cases.models import Solution, SolutionVersion
from cases.rules.knowledge import authoring
from feedback_site.desk_pages import desk_context
from feedback_site.errors import NotAllowed
from feedback_site.list_pages import neighbours
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in, page_in

TONES = {
    SolutionState.DRAFT: ("quiet", "pencil-square"),
    SolutionState.IN_REVIEW: ("wait", "clock"),
    SolutionState.APPROVED: ("good", "check-circle"),
    SolutionState.RETIRED: ("quiet", "archive-box"),
}
SORT_NAMES: Mapping[str, str | Promise] = {
    "title": gettext_lazy("by title"),
    "used": gettext_lazy("most used"),
    "held": gettext_lazy("most lasting"),
}
# What may be decided on a version, and what is said when it was.
DECISIONS: Mapping[str, tuple[Callable[..., SolutionVersion], str | Promise]] = {
    "propose": (authoring.propose, gettext_lazy("Proposed. Somebody else approves it.")),
    "approve": (authoring.approve, gettext_lazy("In force. From now on it is suggested.")),
    "send_back": (authoring.send_back, gettext_lazy("Sent back to its writer.")),
    "retire": (authoring.retire, gettext_lazy("Taken back. Nobody is given it any more.")),
    "revert": (authoring.revert, gettext_lazy("This version is in force again.")),
}


@require_safe
@needs(Ability.SEE_CASES)
def solutions(request: HttpRequest) -> HttpResponse:
    """List the library, narrowed down and sorted as asked for."""
    given = {name: request.GET.get(name, "")[:100] for name in ("q", "category", "state", "sort")}
    rows = library(
        text=given["q"], category=id_in(given["category"]),
        state=given["state"], sort=given["sort"] if given["sort"] in SORTS else "title",
        language=get_language() or "zh-hant", now=timezone.now(),
    )  # fmt: skip
    page = page_in(request.GET.get("page"))
    shown = rows[(page - 1) * ROWS : page * ROWS]
    context = desk_context(
        admin.site, request, title=_("Standard solutions"), given=given,
        rows=[(row, *_badge(row.version)) for row in shown], total=len(rows),
        first=(page - 1) * ROWS + 1, last=(page - 1) * ROWS + len(shown),
        categories=choices().categories, states=SolutionState.choices, sorts=SORT_NAMES.items(),
        may_write=staff_of(request).can(Ability.WRITE_SOLUTIONS),
        **neighbours(given, page, has_more=page * ROWS < len(rows)),
    )  # fmt: skip
    return render(request, "cases/desk/solutions.html", context)


@require_safe
@needs(Ability.SEE_CASES)
def solution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a solution as it is in force, or its newest version, and all its versions."""
    found = get_object_or_404(Solution, pk=pk)
    versions = list(
        found.versions.select_related("category", "written_by", "approved_by")
        .prefetch_related("texts")
        .order_by("-number")
    )
    in_force = next((one for one in versions if one.state == SolutionState.APPROVED), None)
    shown = in_force or versions[0]
    context = desk_context(
        admin.site, request, title=shown.text_in(get_language() or "zh-hant").title,
        solution=found, shown=shown, shown_badge=_badge(shown), previews=previews(shown),
        versions=[(one, *_badge(one)) for one in versions], newest=versions[0],
        figures=figures_of([pk], now=timezone.now())[pk],
        may_write=staff_of(request).can(Ability.WRITE_SOLUTIONS),
    )  # fmt: skip
    return render(request, "cases/desk/solution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WRITE_SOLUTIONS)
def new_solution(request: HttpRequest) -> HttpResponse:
    """Write a solution that there is none of yet."""
    form = SolutionForm(request.POST or None, initial={"is_public": True})

    def write() -> SolutionVersion:
        return authoring.write_solution(form.draft(), actor=staff_of(request), now=timezone.now())

    return _writing(request, form, write, title=_("New solution"), found=None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WRITE_SOLUTIONS)
def write_solution(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version, beginning with the newest, or with the one that is named."""
    found = get_object_or_404(Solution, pk=pk)
    newest = found.versions.order_by("-number")[0]
    start = newest
    if (given := id_in(request.GET.get("from"))) is not None:
        start = get_object_or_404(found.versions, number=given)
    form = SolutionForm(request.POST or None, initial={**written_in(start), "seen": newest.number})

    def write() -> SolutionVersion:
        return authoring.write_version(
            pk, form.draft(), seen=form.cleaned_data["seen"] or 0, actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip

    title = start.text_in(get_language() or "zh-hant").title
    return _writing(request, form, write, title=title, found=found)


@require_safe
@needs(Ability.SEE_CASES)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one version, what is different in it from another, and what may be decided."""
    shown = _version_or_404(pk, number)
    others = list(
        SolutionVersion.objects.filter(solution=pk).exclude(pk=shown.pk).order_by("-number")
    )
    other = _other(request, shown, others)
    context = desk_context(
        admin.site, request, title=shown.text_in(get_language() or "zh-hant").title, shown=shown,
        badge=_badge(shown), other=other, others=others,
        columns=compared(other, shown) if other else (), previews=previews(shown),
        decisions=_open_to(staff_of(request), shown),
        may_write=staff_of(request).can(Ability.WRITE_SOLUTIONS),
    )  # fmt: skip
    return render(request, "cases/desk/solution_version.html", context)


@require_POST
@needs(Ability.WRITE_SOLUTIONS)
def decide(request: HttpRequest, pk: int, number: int, code: str) -> HttpResponse:
    """Propose, approve, send back, take back, or put in force again."""
    found = _version_or_404(pk, number)
    if code not in DECISIONS:
        raise Http404
    rule, done = DECISIONS[code]
    facts = {"remark": request.POST.get("remark", "")[:500]} if code == "send_back" else {}
    try:
        rule(found.pk, actor=staff_of(request), now=timezone.now(), **facts)
    except (CaseError, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    return redirect("admin:cases_solution_version", pk=pk, number=number)


def _writing(
    request: HttpRequest, form: SolutionForm, write: Callable[[], SolutionVersion], *, title: str,
    found: Solution | None,
) -> HttpResponse:  # fmt: skip
    status, shown = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid() and "preview" in request.POST:
            status, shown = 200, previews_of(form.draft().texts)
        elif form.is_valid():
            try:
                written = write()
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("Kept as a draft. Look at it, then propose it."))
                return redirect(
                    "admin:cases_solution_version", pk=written.solution_id, number=written.number
                )
    context = desk_context(
        admin.site, request, title=title, form=form, solution=found, previews=shown,
    )  # fmt: skip
    return render(request, "cases/desk/solution_form.html", context, status=status)


def _version_or_404(pk: int, number: int) -> SolutionVersion:
    rows = SolutionVersion.objects.select_related(
        "solution", "category", "written_by", "approved_by"
    ).prefetch_related("texts")
    return get_object_or_404(rows, solution=pk, number=number)


def _other(
    request: HttpRequest, shown: SolutionVersion, others: list[SolutionVersion]
) -> SolutionVersion | None:
    """Compare with what is asked for, else with what is in force, else with the version before."""
    asked = request.GET.get("with", "")
    for one in others:
        if asked == str(one.number):
            return one
    in_force = next((one for one in others if one.state == SolutionState.APPROVED), None)
    before = next((one for one in others if one.number < shown.number), None)
    return in_force if in_force and shown.state != SolutionState.RETIRED else before


def _open_to(user: User, shown: SolutionVersion) -> frozenset[str]:
    """Say which decisions the rules would let this person take on this version."""
    is_writer = shown.written_by_id == user.pk
    may_approve = user.can(Ability.APPROVE_SOLUTIONS)
    found = {
        SolutionState.DRAFT: {"propose"} if user.can(Ability.WRITE_SOLUTIONS) else set(),
        SolutionState.IN_REVIEW: {"send_back"} if is_writer or may_approve else set(),
        SolutionState.APPROVED: {"retire"} if may_approve else set(),
        SolutionState.RETIRED: {"revert"}
        if may_approve and shown.was_approved and not is_writer
        else set(),
    }[SolutionState(shown.state)]
    if shown.state == SolutionState.IN_REVIEW and may_approve and not is_writer:
        found = found | {"approve"}
    return frozenset(found)


def _badge(shown: SolutionVersion) -> tuple[str, str, str]:
    state = SolutionState(shown.state)
    return (*TONES[state], str(state.label))
