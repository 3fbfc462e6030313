"""Word rules: the site's own with their versions, the shipped ones for reading, and a text to try them on."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.errors import WrongRule
from cases.forms.word_rules import RuleReasonForm, TrialForm, WordRuleForm
from cases.measures.time_limits.policy_words import category_name
from cases.measures.triage.reading_words import urgency_name
from cases.measures.triage.rule_pages import (
    MOST_VERSIONS,
    code_in_words,
    own_rules,
    shipped_categories,
    shipped_rules,
    speaks_for,
)
from cases.models import WordRule
from cases.rules.triage import instructing, rehearsing
from cases.rules.triage.rehearsing import Effect, Trial
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def rules(request: HttpRequest) -> HttpResponse:
    """Show all rules, and what they say of a text that is posted; nothing is kept of it."""
    form = TrialForm(request.POST or None)
    trial = None
    if request.method == "POST" and form.is_valid():
        trial = rehearsing.try_text(form.cleaned_data["text"], now=timezone.now())
    in_force, retired = own_rules()
    category = request.GET.get("category", "")
    context = desk_context(
        admin.site, request, title=_("Word rules"), form=form, trial=_told(trial), in_force=in_force,
        retired=retired, categories=shipped_categories(), category=category,
        category_name=category_name(category), shipped=shipped_rules(category),
    )  # fmt: skip
    status = 422 if request.method == "POST" and trial is None else 200
    return render(request, "cases/desk/word_rules.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def add(request: HttpRequest) -> HttpResponse:
    """Add a rule, after a look at what it would change."""
    form = WordRuleForm(request.POST or None, row=None)

    def make() -> WordRule:
        return instructing.add_rule(
            form.terms(), reason=form.cleaned_data["reason"], actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip

    return _form_page(request, form, make, row=None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a rule; of a retired one this makes the next version, which is in force again."""
    row = _row_or_404(number)
    form = WordRuleForm(request.POST or None, row=row)

    def make() -> WordRule:
        return instructing.change_rule(
            number, form.terms(), seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"], actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip

    return _form_page(request, form, make, row=row)


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take a rule out of use."""
    words = _("The rule is out of use. It can be brought back as it was.")
    return _by_reason(request, number, instructing.retire_rule, words)


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a retired rule back."""
    return _by_reason(request, number, instructing.restore_rule, _("The rule is in use again."))


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def shipped(request: HttpRequest, key: str) -> HttpResponse:
    """Switch a shipped rule off, or on again."""
    rule = instructing.SHIPPED.get(key)
    if rule is None:
        raise Http404
    switch = instructing.switch_on if request.POST.get("to") == "on" else instructing.switch_off
    try:
        switch(
            key, reason=request.POST.get("reason", ""), actor=staff_of(request), now=timezone.now()
        )
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved. New cases are read by it from now on."))
    response = redirect("admin:cases_word_rules")
    response["Location"] += f"?category={rule.category}#shipped-title"
    return response


def _by_reason(
    request: HttpRequest, number: int, act: Callable[..., WordRule], words: str
) -> HttpResponse:
    row = _row_or_404(number)
    form = RuleReasonForm(request.POST)
    try:
        given = form.cleaned_data if form.is_valid() else {}
        act(
            number, seen=given.get("seen") or 0, reason=given.get("reason", ""),
            actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except FeedbackError as error:
        messages.error(request, str(error))
        return redirect("admin:cases_word_rule", row.number)
    messages.success(request, words)
    return redirect("admin:cases_word_rules")


def _row_or_404(number: int) -> WordRule:
    rows = WordRule.objects.filter(number=number, shipped="").select_related("category")
    row = rows.order_by("-version").first()
    if row is None:
        raise Http404
    return row


def _form_page(
    request: HttpRequest, form: WordRuleForm, make: Callable[[], WordRule], *, row: WordRule | None
) -> HttpResponse:
    """A form that is previewed where asked, and then saved."""
    status, shown = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and "preview" in request.POST:
                shown, status = _preview(request, form, row), 200
            elif form.is_valid():
                return _saved(request, make())
        except WrongRule as error:
            for fault in error.faults:
                form.add_error(fault.field, fault.words)
        except FeedbackError as error:
            form.add_error(None, str(error))
            status = error.status
    return _shown(request, form, row, shown, status)


def _shown(
    request: HttpRequest, form: WordRuleForm, row: WordRule | None, shown: Any, status: int
) -> HttpResponse:
    versions = WordRule.objects.filter(number=row.number) if row is not None else None
    title = speaks_for(row) if row is not None else _("New word rule")
    context = desk_context(
        admin.site, request, title=title, form=form, row=row, preview=shown,
        versions=versions.select_related("category", "made_by", "ended_by")[:MOST_VERSIONS]
        if versions is not None else (),
    )  # fmt: skip
    return render(request, "cases/desk/word_rule_form.html", context, status=status)


def _saved(request: HttpRequest, made: WordRule) -> HttpResponse:
    words = _(
        "Saved as version %(version)s. New cases are read by it from now on; sorted ones stay."
    )
    messages.success(request, words % {"version": made.version})
    return redirect("admin:cases_word_rules")


def _preview(request: HttpRequest, form: WordRuleForm, row: WordRule | None) -> dict[str, Any]:
    """What the draft says of its own example, and of the newest cases."""
    draft, now = instructing.as_row(form.terms()), timezone.now()
    number = row.number if row is not None else None
    book = rehearsing.book_with(draft, instead_of=number)
    effect = rehearsing.effect_of(draft, user=staff_of(request), now=now, instead_of=number)
    trial = rehearsing.try_text(draft.example, now=now, book=book)
    return {"trial": _told(trial), "effect": effect, "examples": _examples(effect)}


def _told(trial: Trial | None) -> dict[str, Any] | None:
    """A trial in words."""
    if trial is None:
        return None
    verdict, urgency = trial.reading.verdict, trial.reading.urgency
    return {
        "hits": [(code_in_words(one.code), one) for one in trial.hits],
        "guesses": [(code_in_words(code), round(share * 100)) for code, share in verdict.top3],
        "is_sure": verdict.auto,
        "urgency": urgency.points,
        "pressing": [(urgency_name(one.code), one) for one in urgency.reasons],
    }


def _examples(effect: Effect) -> list[tuple[Any, str, str]]:
    """Cases that would change, with what they are read as before and after."""
    return [
        (one, code_in_words(one.before) or "—", code_in_words(one.after) or "—")
        for one in effect.examples
    ]
