"""Time-limit policies: all of them in words, one in a form with what it would change, and as a file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.errors import WrongTerms
from cases.forms.moving_rows import moved_rows
from cases.forms.policies import PolicyFileForm, PolicyForm, initial_of, kept_name, typed_in
from cases.forms.policy_rows import (
    LimitForms,
    blank_row,
    focus_on,
    limit_forms,
    rows_of,
)
from cases.measures.time_limits.limit_terms import PROMISED
from cases.measures.time_limits.policy_pages import (
    MOST_VERSIONS,
    ToldPolicy,
    by_days_of,
    changes_between,
    told,
    told_versions,
)
from cases.models import Policy
from cases.rules.clocks import ruling
from cases.rules.time_limits import proofreading
from cases.rules.time_limits.previewing import due_if_begun, foresee, preview_draft
from cases.rules.time_limits.revising import (
    TERMS,
    PolicyEnded,
    make_policy,
    require_readable,
    revise_policy,
)
from cases.sla.terms import Policy as PolicyTerms
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def policies(request: HttpRequest) -> HttpResponse:
    """Show every policy in force with its limits in words, those in use first."""
    rows = _all_told(Policy.objects.filter(until=None))
    context = desk_context(
        admin.site, request, title=_("Time limits"),
        in_use=[one for one in rows if one.row.is_on],
        out_of_use=[one for one in rows if not one.row.is_on],
    )  # fmt: skip
    return render(request, "cases/desk/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def add(request: HttpRequest) -> HttpResponse:
    """Write a policy that there was not."""
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a policy: saving makes its next version; older ones stay, and what each changed is told."""
    return _form_page(request, _in_force_or_404(code))


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def download(request: HttpRequest, code: str) -> HttpResponse:
    """Give a policy as a file, for another site or for keeping."""
    row = _in_force_or_404(code)
    content = {"code": row.code, **{name: getattr(row, name) for name in TERMS}}
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="time-limits-{row.code}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def upload(request: HttpRequest) -> HttpResponse:
    """Read a policy's file into the form, where it is looked at and saved; or say what in it is wrong."""
    form = PolicyFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read = dict(form.cleaned_data["file"])
        policy = Policy(code=read["code"], **{name: read[name] for name in TERMS})
        faults = [*proofreading.faults_in(policy, now=timezone.now())]
        if not faults:
            return _read_in(request, policy)
        for fault in faults:
            form.add_error("file", capfirst(fault.words))
    context = desk_context(admin.site, request, title=_("Time limits from a file"), form=form)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/desk/policy_upload.html", context, status=status)


# ------------------------------------------------------------------------------------ the form


def _form_page(request: HttpRequest, row: Policy | None) -> HttpResponse:
    """A form whose rows are moved, that is previewed where asked, and then saved."""
    if request.method != "POST":
        initial = initial_of(row) if row is not None else _first_of_new()
        rows = rows_of(row.targets, _by_days()) if row is not None else [blank_row()]
        return _shown(request, row, _form(request, row, initial), _limits(None, rows))
    if (moved := moved_rows(request.POST)) is not None:
        rows, focus = moved
        form = _form(request, row, typed_in(request.POST))
        return _shown(request, row, form, focus_on(_limits(None, rows), focus), focus=focus)
    form = PolicyForm(request.POST, is_new=row is None, user=staff_of(request))
    return _judged(request, row, form, _limits(request.POST, []))


def _judged(
    request: HttpRequest, row: Policy | None, form: PolicyForm, limits: LimitForms
) -> HttpResponse:
    """What was sent: previewed, or saved, or shown with what is wrong."""
    status, shown = 422, None
    is_whole = form.is_valid()
    if limits.is_valid() and is_whole:
        now = timezone.now()
        try:
            if "preview" in request.POST:
                shown, status = _preview(form, limits, row, now), 200
            else:
                return _saved(request, row, form, limits, now)
        except WrongTerms as error:
            for fault in error.faults:
                if not (fault.field == "targets" and limits.show(fault)):
                    form.show(fault)
        except FeedbackError as error:
            form.add_error(None, str(error))
            status = error.status
            if (
                row is not None
            ):  # once its words were read, the same may be sent upon what it is now
                sent = request.POST.copy()
                sent["seen"] = str(row.version)
                form.data = sent
    return _shown(request, row, form, limits, preview=shown, status=status)


def _saved(
    request: HttpRequest, row: Policy | None, form: PolicyForm, limits: LimitForms, now: datetime
) -> HttpResponse:
    actor, terms = staff_of(request), _terms(form, limits, row)
    if row is None:
        new = make_policy(form.cleaned_data["code"], terms=terms, actor=actor, now=now)
    elif row.version != form.cleaned_data["seen"]:
        raise PolicyEnded
    elif all(getattr(row, name) == terms[name] for name in TERMS):
        messages.info(
            request, _("Nothing differs from version %(n)s; it stays.") % {"n": row.version}
        )
        return redirect("admin:cases_policy", row.code)
    else:
        new = revise_policy(row.pk, terms=terms, actor=actor, now=now)
    words = _(
        "Version %(n)s is in force from now on, for new cases. Open cases go on by the version they began "
        "with, until you let them follow under “Recompute open cases”."
    )
    messages.success(request, words % {"n": new.version})
    return redirect("admin:cases_policy", new.code)


def _preview(
    form: PolicyForm, limits: LimitForms, row: Policy | None, now: datetime
) -> dict[str, Any]:
    """What the draft says in words, what it changes, and when limits would fall by it."""
    draft = _draft(form, limits, row)
    require_readable(draft, now=now)
    case = form.cleaned_data["case"]
    said = _told(draft)
    dues = due_if_begun(ruling.policy_terms(draft).targets, now=now)
    return {
        "told": said,
        "changes": changes_between(_told(row), said) if row is not None else None,
        "lines": [(line, due) for line, (_target, due) in zip(said.lines, dues, strict=True)],
        "now": now,
        "case": case,
        "limits": foresee(case.pk, draft, now=now) if case is not None else (),
        "moved": preview_draft(draft, now=now),
    }


def _draft(form: PolicyForm, limits: LimitForms, row: Policy | None) -> Policy:
    """The version as it would be stored."""
    code = row.code if row is not None else form.cleaned_data["code"]
    version = row.version + 1 if row is not None else 1
    return Policy(code=code, version=version, **_terms(form, limits, row))


def _terms(form: PolicyForm, limits: LimitForms, row: Policy | None) -> dict[str, Any]:
    terms = {**form.terms(), "targets": limits.targets()}
    if row is not None:
        terms["name"] = kept_name(terms["name"], row)
    return terms


def _read_in(request: HttpRequest, policy: Policy) -> HttpResponse:
    """The form as a file fills it in, for the policy of that code or for a new one."""
    row = Policy.objects.filter(code=policy.code, until=None).first()
    initial = {**initial_of(policy), "code": policy.code, "seen": row.version if row else 0}
    limits = _limits(None, rows_of(policy.targets, _by_days()))
    messages.info(request, _("The file is read. Nothing is saved yet: look at it, then save."))
    return _shown(request, row, _form(request, row, initial), limits)


def _shown(
    request: HttpRequest, row: Policy | None, form: PolicyForm, limits: LimitForms, *,
    focus: str = "", preview: dict[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page; to a script that moved a row, the rows alone."""
    if focus and is_by_script(request):
        return render(request, "cases/desk/policy_rows.html", {"limits": limits, "focus": focus})
    title = _told(row).name if row is not None else _("New time limits")
    name = "admin:cases_policy_new" if row is None else "admin:cases_policy"
    context = desk_context(
        admin.site, request, title=title, form=form, limits=limits, row=row, focus=focus,
        preview=preview, versions=_versions(row), promised=PROMISED.items(), is_checked=status != 200,
        action=reverse(name, args=(row.code,) if row is not None else ()),
    )  # fmt: skip
    return render(request, "cases/desk/policy_form.html", context, status=status)


def _form(request: HttpRequest, row: Policy | None, initial: dict[str, Any]) -> PolicyForm:
    return PolicyForm(is_new=row is None, user=staff_of(request), initial=initial)


def _first_of_new() -> dict[str, Any]:
    return {
        "is_on": True, "rank": 100, "reopen_mode": "new_cycle", "on_disable": "continue", "seen": 0,
    }  # fmt: skip


def _limits(data: Any, rows: list[dict[str, Any]]) -> LimitForms:
    return limit_forms(data, rows, calendars=ruling.rules().calendars, by_days=_by_days())


def _by_days() -> frozenset[str]:
    return by_days_of(ruling.rules().calendars)


def _versions(row: Policy | None) -> list[Any]:
    if row is None:
        return []
    rows = Policy.objects.filter(code=row.code).order_by("-version")[:MOST_VERSIONS]
    return told_versions(_all_told(rows))


def _told(row: Policy) -> ToldPolicy:
    return _all_told([row])[0]


def _all_told(rows: Iterable[Policy]) -> list[ToldPolicy]:
    by_days = _by_days()
    return [told(row, _terms_of(row), by_days=by_days) for row in rows]


def _terms_of(row: Policy) -> PolicyTerms | None:
    try:
        return ruling.policy_terms(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # written as data before anybody proofread it; its page says so


def _in_force_or_404(code: str) -> Policy:
    row = Policy.objects.filter(code=code, until=None).first()
    if row is None:
        raise Http404
    return row
