"""The tree of categories: as it is, as it was on a day, what differs, and each change with its preview."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.event_words import clock_name
from cases.forms.categories import CategoryForm, DayForm, ReasonForm, RetireForm
from cases.measures.time_limits.due_words import time_left
from cases.measures.triage.tree import (
    MOST_EDITIONS,
    differences,
    edition_on,
    limits_for,
    touched_by,
    tree_now,
    tree_of,
)
from cases.models import Category, TreeEdition
from cases.rules.categories import editing
from cases.rules.clocks.ruling import rules
from cases.rules.triage import carrying
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

Change = Callable[[Any], TreeEdition]


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree with what each category carries, and its history."""
    editions = list(
        TreeEdition.objects.defer("content").select_related("category", "made_by")[:MOST_EDITIONS]
    )
    newest = editions[0] if editions else None
    context = desk_context(
        admin.site, request, title=_("Categories"), klasses=tree_now(), editions=editions,
        day_form=DayForm(), seen=_seen(newest),
        # What takes long to find out, whether cases were sorted since, is asked when it is pressed.
        why_not_undone=editing.why_never_undone(newest) if newest else "",
    )  # fmt: skip
    return render(request, "cases/desk/categories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def add(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    user, now = staff_of(request), timezone.now()
    form = CategoryForm(_data(request), category=None, seen=_newest())

    def make(form: CategoryForm) -> TreeEdition:
        return editing.add_category(
            form.cleaned_data["code"], terms=form.terms(), actor=user, now=now, **_why(form)
        )

    return _form_page(request, form, make, category=None, title=_("New category"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change or move a category, with what it would touch before it is saved."""
    user, now = staff_of(request), timezone.now()
    category = get_object_or_404(Category, code=code)
    form = CategoryForm(_data(request), category=category, seen=_newest())

    def make(form: CategoryForm) -> TreeEdition:
        return editing.change_category(
            category.pk, terms=form.terms(), open_cases=form.cleaned_data["open_cases"], actor=user,
            now=now, **_why(form),
        )  # fmt: skip

    return _form_page(request, form, make, category=category, title=category.name)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take a category out of use, with a successor where anything hangs on it."""
    user, now = staff_of(request), timezone.now()
    category = get_object_or_404(Category, code=code)
    form = RetireForm(_data(request), category=category, seen=_newest())

    def make(form: RetireForm) -> TreeEdition:
        successor = Category.objects.filter(code=form.cleaned_data["successor"]).first()
        return editing.retire_category(
            category.pk, successor_id=successor.pk if successor else None,
            open_cases=form.cleaned_data["open_cases"], actor=user, now=now, **_why(form),
        )  # fmt: skip

    return _form_page(
        request, form, make, category=category, is_retiring=True,
        title=_("Take out of use: %(name)s") % {"name": category.name},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Take a category into use again."""
    user, now = staff_of(request), timezone.now()
    category = get_object_or_404(Category, code=code)
    form = ReasonForm(_data(request), seen=_newest())
    return _form_page(
        request, form,
        lambda form: editing.restore_category(category.pk, actor=user, now=now, **_why(form)),
        category=category, title=_("Take into use again: %(name)s") % {"name": category.name},
    )  # fmt: skip


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last change back."""
    seen = id_in(request.POST.get("seen")) or 0
    try:
        editing.undo_last(actor=staff_of(request), now=timezone.now(), seen=seen)
    except FeedbackError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The last change was undone; the history keeps both."))
    return redirect("admin:cases_categories")


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def on_day(request: HttpRequest) -> HttpResponse:
    """Lead to the edition that was in force at the end of a day."""
    form = DayForm(request.GET)
    if not form.is_valid() or form.cleaned_data["on"] == date.max:
        messages.error(request, _("Choose a day. Nothing was changed."))
        return redirect("admin:cases_categories")
    end = datetime.combine(
        form.cleaned_data["on"] + timedelta(1), time(), timezone.get_current_timezone()
    )
    found = edition_on(end - timedelta(microseconds=1))
    if found is None:
        messages.info(
            request, _("The categories were never changed: they are as they always were.")
        )
        return redirect("admin:cases_categories")
    return redirect("admin:cases_category_edition", found.number)


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tree of an edition, and what differs from the one before it or any other."""
    shown = get_object_or_404(
        TreeEdition.objects.select_related("made_by", "category"), number=number
    )
    wanted = request.GET.get("with", "")
    other_number = (id_in(wanted) or 0) if wanted else number - 1
    other = TreeEdition.objects.filter(number=other_number).first()
    if wanted and other is None:
        raise Http404
    first, last = sorted((shown, other or shown), key=lambda one: one.number)
    context = desk_context(
        admin.site, request, title=_("Categories, edition %(number)s") % {"number": number},
        edition=shown, other=other, first=first, last=last, klasses=tree_of(shown),
        differences=differences(first, last) if other else [],
        numbers=TreeEdition.objects.values_list("number", flat=True)[:MOST_EDITIONS],
    )  # fmt: skip
    return render(request, "cases/desk/category_edition.html", context)


def _form_page(
    request: HttpRequest, form: Any, make: Change, *, category: Category | None, title: str,
    is_retiring: bool = False,
) -> HttpResponse:  # fmt: skip
    """A form that is shown with what hangs on the category, previewed where asked, and then saved."""
    status = 200
    is_preview = "preview" in request.POST
    if request.method == "POST":
        status = 422
        if form.is_valid() and is_preview:
            status = 200
        elif form.is_valid():
            try:
                return _saved(request, make(form))
            except FeedbackError as error:
                form.add_error(None, str(error))
                status = error.status
                # Once the tree was looked at again, the same may be sent upon what it is now.
                form.data = request.POST.copy()
                form.data["seen"] = str(_newest())
    context = desk_context(
        admin.site, request, title=title, form=form, category=category, is_retiring=is_retiring,
        touched=touched_by(category) if category else None,
        limits=_limits(category.klass, category.code) if category else [],
        limits_then=_limits_then(form, category) if is_preview and form.is_valid() else None,
    )  # fmt: skip
    return render(request, "cases/desk/category_form.html", context, status=status)


def _saved(request: HttpRequest, made: TreeEdition) -> HttpResponse:
    words = _("Saved as edition %(number)s of the categories.") % {"number": made.number}
    if made.is_carrying and (count := carrying.sweep_carrying(now=timezone.now())):
        words += " " + _("%(n)s open cases followed; any others follow within a minute.") % {
            "n": count
        }
    messages.success(request, words)
    return redirect("admin:cases_categories")


def _limits_then(form: Any, category: Category | None) -> list[tuple[str, str, str]]:
    """The limits of the cases that would follow."""
    chosen = form.cleaned_data
    if "successor" in chosen:
        successor = Category.objects.filter(code=chosen["successor"]).first()
        return _limits(successor.klass, successor.code) if successor else []
    if category is not None and "klass" not in chosen:
        return _limits(category.klass, category.code)
    return _limits(chosen["klass"], category.code if category else chosen["code"])


def _limits(klass: str, code: str) -> list[tuple[str, str, str]]:
    lines = limits_for(klass, code, rules().policies, now=timezone.now())
    return [
        (clock_name(one.clock), time_left(timedelta(seconds=one.seconds)), one.policy)
        for one in lines
    ]


def _why(form: Any) -> dict[str, Any]:
    return {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"]}


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _newest() -> int:
    return TreeEdition.objects.values_list("number", flat=True).first() or 0


def _seen(newest: TreeEdition | None) -> int:
    return newest.number if newest else 0
