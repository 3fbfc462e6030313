"""Doing one thing with many cases: each by its rule in a transaction of its own, and told one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.admin.acts.bulk import BULK, STEPS, UNDOES, bulk_fields
from cases.admin.acts.doing import Act, Doing, Facts
from cases.admin.addresses import case_url
from cases.admin.queues.views import back_to
from cases.admin.sent import ERROR_STATUS
from cases.errors import SentBefore, StaleCase
from cases.forms.facts import Asked, DialogForm, dialog_form
from cases.measures.queues.paging import PAGE
from cases.models import Case
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError, NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A case that was ticked, and the version of it that was looked at."""

    case: Case
    version: int | None

    @property
    def value(self) -> str:
        """As the tick box spells it."""
        return f"{self.case.reference}~{self.version or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one case; `words` say why not where it was refused.

    `is_to_look_at` is a step that was refused on a case changed meanwhile: nobody may take it unseen.
    """

    case: Case
    url: str
    words: str
    is_done: bool
    is_to_look_at: bool = False


@require_POST
@needs(Ability.WORK_CASES)
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask for what the act needs, then do it to each; where all went well, lead back to the list."""
    user, now = staff_of(request), timezone.now()
    act, chosen = BULK.get(request.POST.get("act", "")), _chosen(request, user)
    if act is None or not chosen:
        messages.warning(request, _("Tick at least one case, and choose what to do with them."))
        return redirect(back_to(request))
    verb = act.code if act.code in STEPS else ""
    asked = Asked(case=chosen[0].case, user=user, verb=verb)
    fields = bulk_fields(act, asked)
    is_sent = "sent" in request.POST or not fields
    form = dialog_form(asked, fields, request.POST if is_sent else None)
    if is_sent and not form.is_valid():
        return _ask(request, act, chosen, form, status=ERROR_STATUS)
    # Where none is open to it, nobody fills in a form to be told so.
    if not is_sent and any(act.may(one.case, user, now) for one in chosen):
        return _ask(request, act, chosen, form, status=200)
    facts = form.facts() if is_sent else {}
    results = [_done(act, one, facts, user, now) for one in chosen]
    return _tell(request, act, results, form)


def _chosen(request: HttpRequest, user: User) -> Sequence[Chosen]:
    """The ticked cases that this person may see, as they were ticked; no more than stand on a page."""
    ticked = dict(value.split("~", 1) for value in request.POST.getlist("case") if "~" in value)
    wanted = list(ticked)[:PAGE]
    found = {
        case.reference: case for case in Case.objects.visible_to(user).filter(reference__in=wanted)
    }
    return [
        Chosen(case=found[name], version=id_in(ticked[name])) for name in wanted if name in found
    ]


def _done(act: Act, one: Chosen, facts: Facts, user: User, now: datetime) -> Result:
    """Do it to one case as its own page would; a refusal stops no other."""
    url = case_url(one.case.reference)
    doing = Doing(case=one.case, facts=facts, actor=user, now=now, version=one.version)
    try:
        if not act.may(one.case, user, now):
            state = one.case.get_state_display()
            words = _("Not open to you while the case is “%(state)s”. Open it to see what is.")
            raise NotAllowed(words % {"state": state})
        act.do(doing)
    except SentBefore as arrived:
        return Result(case=one.case, url=url, words=str(arrived), is_done=True)
    except FeedbackError as error:
        is_stale = isinstance(error, StaleCase) or one.version not in (None, one.case.version)
        return Result(
            case=one.case, url=url, words=str(error), is_done=False,
            is_to_look_at=is_stale and act.code in STEPS,
        )  # fmt: skip
    return Result(case=one.case, url=url, words=str(act.done), is_done=True)


def _ask(
    request: HttpRequest, act: Act, chosen: Sequence[Chosen], form: DialogForm, *, status: int
) -> HttpResponse:
    user, now = staff_of(request), timezone.now()
    shut = {one.case.pk for one in chosen if not act.may(one.case, user, now)}
    context = desk_context(
        admin.site, request, title=act.label, act=act, chosen=chosen, form=form, shut=shut,
        n_open=len(chosen) - len(shut), next=back_to(request),
    )  # fmt: skip
    begin_with = next(field for field in form if not field.is_hidden)
    begin_with.field.widget.attrs["autofocus"] = True
    return render(request, "cases/desk/bulk.html", context, status=status)


def _tell(
    request: HttpRequest, act: Act, results: Sequence[Result], form: DialogForm
) -> HttpResponse:
    """Say what became of each; what was refused may be tried again upon what the case is now.

    Not a step on a case that was changed meanwhile: whoever takes it has read what the customer wrote since.
    """
    done = sum(one.is_done for one in results)
    words = ngettext("%(label)s: done with %(n)s case.", "%(label)s: done with %(n)s cases.", done)
    said = words % {"label": act.label, "n": done}
    undo = UNDOES.get(act.code, "") if done else ""
    if done == len(results) and not undo:
        messages.success(request, said)
        return redirect(back_to(request))
    by_case = {one.case.pk: one for one in results}
    fresh = Case.objects.filter(pk__in=by_case).only("reference", "version").order_by("pk")
    values = [(by_case[one.pk], Chosen(case=one, version=one.version).value) for one in fresh]
    context = desk_context(
        admin.site, request, title=act.label, act=act, results=results, said=said, form=form,
        again=[
            value for one, value in values
            if form.is_bound and not (one.is_done or one.is_to_look_at)
        ],
        undoable=[value for one, value in values if one.is_done and undo], undo=undo,
        refused=len(results) - done, to_look_at=sum(one.is_to_look_at for one in results),
        next=back_to(request),
    )  # fmt: skip
    return render(request, "cases/desk/bulk_results.html", context)
