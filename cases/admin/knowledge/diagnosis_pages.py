"""Diagnoses at the desk: drafts written as rows, tried, published, counted and taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.admin import StackedInline
from unfold.decorators import action

from cases.errors import CaseError
from cases.forms.diagnosis import DiagnosisForm, StepForm, StepFormSet
from cases.kinds import DiagnosisState
from cases.measures.knowledge.diagnosis_pages import outline
from cases.models import Diagnosis, DiagnosisStep
from cases.rules.knowledge import diagnosing
from feedback_site.ability_admin import AbilityAdmin, may
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

FAULTS: Mapping[str, str | Promise] = {
    "no_first": gettext_lazy("One step must be the first: one that follows nothing."),
    "no_answers": gettext_lazy("Nothing follows the first question yet."),
    "one_answer": gettext_lazy("This question has one answer only; it needs two or more."),
    "unreachable": gettext_lazy("No answers lead from the first question to this step."),
    "too_deep": gettext_lazy("This is more than eight questions away from the first."),
    "words_missing": gettext_lazy(
        "Something is not written in each language: answer, question or cause, and at an end the advice."
    ),
}  # fmt: skip
# What may be decided on a version, and what is said when it was.
DECISIONS: Mapping[str, tuple[Callable[..., Diagnosis], str | Promise]] = {
    "publish": (
        diagnosing.publish, gettext_lazy("Published. Customers are asked this from now on."),
    ),
    "retire": (
        diagnosing.retire, gettext_lazy("Taken back. Customers are not asked this any more."),
    ),
    "draft": (
        diagnosing.begin_draft,
        gettext_lazy("A draft to write on. Customers see no change until you publish it."),
    ),
}  # fmt: skip


class StepInline(StackedInline):  # type: ignore[misc]
    """A step a block: where it hangs, then what it says in each language."""

    model = DiagnosisStep
    form = StepForm
    formset = StepFormSet
    extra = 0
    collapsible = True
    fieldsets = (
        (None, {"fields": (("code", "above", "position", "solution"),)}),
        (
            None,
            {
                "fields": (
                    ("answer_zh_hant", "answer_zh_hans", "answer_en"),
                    ("words_zh_hant", "words_zh_hans", "words_en"),
                    ("advice_zh_hant", "advice_zh_hans", "advice_en"),
                )
            },
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees cases may read the questions."""
        return may(request, Ability.SEE_CASES)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft is written on."""
        is_draft = obj is None or obj.state == DiagnosisState.DRAFT
        return is_draft and may(request, Ability.WRITE_SOLUTIONS)

    has_add_permission = has_delete_permission = has_change_permission

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:  # type: ignore[type-arg]
        """A step follows one of the same diagnosis; new ones can be chosen once they are saved."""
        if db_field.name == "above":
            match = request.resolver_match
            pk = match.kwargs.get("object_id") if match else None
            kwargs["queryset"] = DiagnosisStep.objects.filter(diagnosis=id_in(str(pk or "")) or 0)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[no-any-return]


@admin.register(Diagnosis)
class DiagnosisAdmin(AbilityAdmin):
    """Every version, with how often its remedies helped; drafts are written here."""

    ability_to_view = Ability.SEE_CASES
    ability_to_change = Ability.WRITE_SOLUTIONS
    form = DiagnosisForm
    list_display = (
        "name",
        "code",
        "number",
        "state",
        "category",
        "steps_in_all",
        "helped",
        "told_us",
    )
    list_filter = ("state", "category")
    list_select_related = ("category",)
    search_fields = ("code", "name_zh_hant", "name_zh_hans", "name_en")
    fields = (
        "code", "category", "position", "name_zh_hant", "name_zh_hans", "name_en",
    )  # fmt: skip
    inlines = (StepInline,)
    actions_detail = ("to_deciding",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Diagnosis]:
        """Count with the rows."""
        ends = "steps__outcomes"
        return (  # type: ignore[no-any-return]
            super()
            .get_queryset(request)
            .annotate(
                n_steps=Count("steps", distinct=True),
                n_helped=Count(ends, filter=Q(steps__outcomes__has_helped=True), distinct=True),
                n_told=Count(ends, filter=Q(steps__outcomes__has_helped=False), distinct=True),
            )
        )

    @admin.display(description=gettext_lazy("steps"), ordering="n_steps")
    def steps_in_all(self, diagnosis: Any) -> int:
        """How many pages it has."""
        return int(diagnosis.n_steps)

    @admin.display(description=gettext_lazy("“that solved it”"), ordering="n_helped")
    def helped(self, diagnosis: Any) -> int:
        """How often it helped."""
        return int(diagnosis.n_helped)

    @admin.display(description=gettext_lazy("went on to tell us"), ordering="n_told")
    def told_us(self, diagnosis: Any) -> int:
        """How often it did not."""
        return int(diagnosis.n_told)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was published is for reading."""
        is_draft = obj is None or obj.state == DiagnosisState.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code holds the versions together."""
        return ("code",) if obj is not None else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Let the form know who writes."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.actor = staff_of(request)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write down that a draft was written on."""
        super().save_related(request, form, formsets, change)
        diagnosing.note_written(form.instance, actor=staff_of(request), now=timezone.now())

    @action(description=gettext_lazy("Try, publish or take back …"), url_path="decide")  # type: ignore[untyped-decorator]
    def to_deciding(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page that shows the whole tree and asks; a link may change nothing."""
        return redirect("admin:cases_diagnosis_decide", object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SEE_CASES)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version as a tree, what is missing, and what may be decided; decide by POST."""
    found = get_object_or_404(Diagnosis.objects.select_related("category"), pk=pk)
    may_write = staff_of(request).can(Ability.WRITE_SOLUTIONS)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        return _decided(request, found)
    faults = diagnosing.tree_faults(found) if found.state == DiagnosisState.DRAFT else []
    context = desk_context(
        admin.site, request, title=found.name or found.code, found=found, lines=outline(found),
        faults=[(one.step, FAULTS[one.code]) for one in faults],
        may_write=may_write,
    )  # fmt: skip
    return render(request, "cases/desk/diagnosis.html", context)


def _decided(request: HttpRequest, found: Diagnosis) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb not in DECISIONS:
        raise Http404
    rule, done = DECISIONS[verb]
    pk = found.pk
    try:
        pk = rule(found.pk, actor=staff_of(request), now=timezone.now()).pk
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    if verb == "draft":
        return redirect("admin:cases_diagnosis_change", pk)
    return redirect("admin:cases_diagnosis_decide", pk)
