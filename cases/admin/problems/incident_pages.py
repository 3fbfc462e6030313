"""Incidents at the desk: declared, handled by a task force along its plan, and kept on record."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.problems.affected_cards import AFFECTED, CONTACTED
from cases.admin.problems.cards import Card, Shown, press, shown
from cases.admin.problems.incident_cards import (
    ADD_TASK,
    CALL_IN,
    CARDS,
    NOTE,
    Standing,
    children_cards,
    move_card,
    moves_for,
    standing_of,
)
from cases.admin.sent import tried
from cases.forms.cards import CardForm, card_form
from cases.forms.incidents import declaring_fields
from cases.incident_kinds import ContactHow, IncidentKind, IncidentState
from cases.measures.problems.incident_pages import ROWS, IncidentFile, incident_file, incident_rows
from cases.measures.problems.incident_words import TONES
from cases.measures.problems.problem_words import title_of
from cases.models import Incident, Problem
from cases.rules.problems import declaring, listing_affected
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.list_pages import older
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

VIEWS = ("open", "all")


@require_safe
@needs(Ability.SEE_CASES)
def incidents(request: HttpRequest) -> HttpResponse:
    """List incidents, newest first."""
    user = staff_of(request)
    view = request.GET.get("view", "open")
    kind = request.GET.get("kind", "")
    given = {
        "view": view if view in VIEWS else "open",
        "kind": kind if kind in IncidentKind.values else "",
    }
    before = id_in(request.GET.get("before", ""))
    rows = incident_rows(user, **given, before=before)
    last = rows[ROWS - 1].incident.pk if len(rows) > ROWS else None
    context = desk_context(
        admin.site, request, title=_("Incidents"), given=given, kinds=IncidentKind.choices,
        rows=[(row, *TONES[IncidentState(row.incident.state)]) for row in rows[:ROWS]],
        may_declare=user.can(Ability.SUPERVISE),
        **older("cases_incidents", given, before=before, last=last),
    )  # fmt: skip
    return render(request, "cases/desk/incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def declare(request: HttpRequest) -> HttpResponse:
    """Declare an incident, by hand or out of a recurring problem."""
    user = staff_of(request)
    problem = _problem_of(request, user)
    form = card_form(
        "declare", declaring_fields(user), request.POST if request.method == "POST" else None
    )
    form.initial = {"title": title_of(problem)} if problem is not None else {}

    def make() -> HttpResponse:
        made = _declared(form.cleaned_data, problem, user)
        messages.success(request, _("Declared. You lead it until somebody else does."))
        return redirect("admin:cases_incident", pk=made.pk)

    answer = tried(request, form, make)
    if isinstance(answer, HttpResponse):
        return answer
    context = desk_context(
        admin.site, request, title=_("Declare an incident"), form=form,
        submit=_("Declare the incident"), back=reverse("admin:cases_incidents"),
        about=_("Its cases come from %(problem)s, as far as they are open.")
        % {"problem": f"{problem.code} {title_of(problem)}"}
        if problem is not None
        else "",
    )  # fmt: skip
    return render(request, "cases/desk/shared_form.html", context, status=answer)


@require_safe
@needs(Ability.SEE_CASES)
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one incident, or of it how far the steps over its cases are."""
    file = file_or_404(request, pk)
    if request.GET.get("part") == "runs":
        context = {
            "file": file, "standing": standing_of(file, staff_of(request)),
            "act": reverse("admin:cases_incident", args=(pk,)),
        }  # fmt: skip
        return render(request, "cases/desk/incident_runs.html", context)
    return page(request, file)


@require_POST
@needs(Ability.SEE_CASES)
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Do what one of its cards says."""
    file = file_or_404(request, pk)
    card = CARDS.get(code) or move_card(file.incident.state, code)
    if card is None or not _has_subject(file, card, request.POST.get("subject", "")):
        raise Http404

    def refused(form: CardForm, status: int) -> HttpResponse:
        return page(request, file, bound=form, code=code, status=status)

    return press(request, card, pk, page="admin:cases_incident", refused=refused)


@require_POST
@needs(Ability.REVEAL)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one affected customer's contact, once, and log that it was looked at."""
    user = staff_of(request)
    file = file_or_404(request, pk)
    rows = file.incident.affected.select_related("incident", "contact_point__customer")
    row = get_object_or_404(rows, pk=id_in(request.POST.get("affected", "")) or 0)
    try:
        value = listing_affected.reveal_contact(row, actor=user, now=timezone.now())
    except CannotUnseal:
        value = _("erased")
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect("admin:cases_incident", pk=pk)
    return page(request, file, revealed=row.pk, revealed_value=value)


def file_or_404(request: HttpRequest, pk: int) -> IncidentFile:
    """Read an incident; to a stranger it does not exist."""
    try:
        return incident_file(pk, staff_of(request))
    except Incident.DoesNotExist:
        raise Http404 from None


def _problem_of(request: HttpRequest, user: User) -> Problem | None:
    asked = id_in(request.GET.get("problem", ""))
    if asked is None:
        return None
    rows = Problem.objects.visible_to(user).select_related("store", "category")
    return get_object_or_404(rows, pk=asked)


def _declared(facts: Mapping[str, Any], problem: Problem | None, user: User) -> Incident:
    return declaring.declare(
        title=facts["title"], kind=facts["kind"], summary=facts["summary"], store=facts["store"],
        problem=problem, case_ids=facts["cases"] or (), actor=user, now=timezone.now(),
    )  # fmt: skip


def _has_subject(file: IncidentFile, card: Card, subject: str) -> bool:
    """Whether the row that a card was pressed on is of this incident."""
    if card.code == CONTACTED.code:
        # Of a long list the page shows a part: the row may have moved out of it meanwhile.
        return file.incident.affected.filter(pk=id_in(subject) or 0).exists()
    rows: Mapping[str, set[int]] = {
        "leave": {case.pk for case in file.children},
        "release": {member.pk for member in file.members},
        "tick": (tasks := {task.pk for task in file.tasks}),
        "untick": tasks,
        "retry": (sent := {one.message.pk for one in file.messages}),
        "extend": sent,
        "stop": {one.run.pk for one in file.runs},
    }
    return card.code not in rows or subject in {str(pk) for pk in rows[card.code]}


def page(
    request: HttpRequest, file: IncidentFile, *, bound: CardForm | None = None, code: str = "",
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """Draw an incident, with what was refused of it."""
    user = staff_of(request)
    standing = standing_of(file, user)
    drawn = _cards(file, standing, user, bound, code)
    tone, icon = TONES[IncidentState(file.incident.state)]
    known = {one.card.code for cards in drawn.values() for one in cards}
    problem = file.incident.problem
    context = desk_context(
        admin.site, request, title=file.incident.code, file=file, incident=file.incident,
        tone=tone, icon=icon, standing=standing, **drawn,
        refused=bound if bound is not None and code not in known else None,
        act=reverse("admin:cases_incident", args=(file.incident.pk,)),
        contact_hows=[one for one in ContactHow if one in listing_affected.BY_HAND],
        may_reveal=standing.acts and user.can(Ability.REVEAL),
        problem_title=title_of(problem) if problem else "", **more,
    )  # fmt: skip
    return render(request, "cases/desk/incident.html", context, status=status)


def _cards(
    file: IncidentFile, standing: Standing, user: User, bound: CardForm | None, code: str
) -> dict[str, list[Shown]]:
    """The cards of each part of the page."""
    is_over = file.incident.is_over
    acts = standing.acts and not is_over
    leads = standing.leads and not is_over
    parts = {
        "moves": moves_for(file, standing),
        "for_children": children_cards(file, standing),
        "for_plan": [ADD_TASK] if acts else [],
        "for_people": [CALL_IN] if leads else [],
        "for_record": [NOTE] if acts else [],
        "for_affected": [AFFECTED] if acts else [],
    }
    return {name: shown(cards, user, bound=bound, code=code) for name, cards in parts.items()}
