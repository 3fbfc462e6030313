"""Coding twice: what waits for me, one case by its words alone, what two saw differently, agreement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from string import ascii_lowercase, digits
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.measures.desk_choices import grouped_categories
from cases.measures.told import told_in
from cases.measures.triage.coding_report import report_of
from cases.models import Case, DoubleCoding
from cases.models.double_coding import DoubleCodingQuerySet
from cases.rules.lifecycle import moving
from cases.rules.triage import double_coding
from feedback_site.desk_pages import desk_context
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

LATELY = timedelta(weeks=26)
# One key for each category; 0 is left for going on without one.
KEYS = digits[1:] + ascii_lowercase
MOST_DISPUTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A category to choose, and its key."""

    code: str
    name: str
    key: str


@require_safe
@needs(Ability.WORK_CASES)
def coding(request: HttpRequest) -> HttpResponse:
    """Say what waits for me: cases to code, and for supervisors what two saw differently."""
    user = staff_of(request)
    waiting = DoubleCoding.objects.to_code(user)
    disputed = DoubleCoding.objects.to_decide(user).select_related("sample")
    context = desk_context(
        admin.site, request, title=_("Coding twice"), last=_last(request, user), waiting=waiting.count(),
        first=waiting.first(), disputed=disputed[:MOST_DISPUTED],
        may_supervise=user.can(Ability.SUPERVISE),
    )  # fmt: skip
    return render(request, "cases/desk/coding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WORK_CASES)
def code_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case's words and nothing else of it, and take the second code."""
    user, now = staff_of(request), timezone.now()
    waiting = DoubleCoding.objects.to_code(user)
    found = get_object_or_404(waiting | _just_coded(user), pk=pk)
    following = _after(waiting, found)

    def take(category: str) -> str:
        double_coding.code_second(found.pk, category=category, actor=user, now=now)
        last = f"?last={found.pk}"
        if following is None:
            return reverse("admin:cases_coding") + last
        return reverse("admin:cases_coding_one", args=(following.pk,)) + last

    return _page(
        request, found, take, title=_("Code this one"), left=waiting.count(),
        skip_url=reverse("admin:cases_coding_one", args=(following.pk,)) if following else "",
        last=_last(request, user),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words with both codes, not whose they are, and take the third."""
    user, now = staff_of(request), timezone.now()
    to_decide = DoubleCoding.objects.to_decide(user).select_related("first", "second")
    found = get_object_or_404(to_decide, pk=pk)

    def take(category: str) -> str:
        double_coding.decide(found.pk, category=category, actor=user, now=now)
        reference = Case.objects.values_list("reference", flat=True).get(pk=found.case_id)
        words = _(
            "Settled; the reading learns from it. The case itself stays as it is: %(reference)s."
        )
        messages.success(request, words % {"reference": reference})
        return reverse("admin:cases_coding")

    # In the order of their ids, so that nothing tells which came first.
    codes = sorted((found.first, found.second), key=lambda one: one.pk if one else 0)
    return _page(request, found, take, title=_("Settle this one"), codes=codes)


@require_safe
@needs(Ability.SUPERVISE)
def agreement(request: HttpRequest) -> HttpResponse:
    """Show kappa in all, by class and by category, and what is taken for what."""
    since = None if request.GET.get("all") else timezone.now() - LATELY
    context = desk_context(
        admin.site, request, title=_("Agreement on categories"),
        report=report_of(staff_of(request), since=since), is_all=since is None,
    )  # fmt: skip
    return render(request, "cases/desk/coding_agreement.html", context)


def _just_coded(user: User) -> DoubleCodingQuerySet:
    """What this person coded so lately that a slip may still be corrected."""
    since = timezone.now() - moving.undo_time()
    return DoubleCoding.objects.visible_to(user).filter(
        second_coder=user, decided=None, second_at__gte=since
    )


def _last(request: HttpRequest, user: User) -> DoubleCoding | None:
    """The one before, where that may still be corrected."""
    return (
        _just_coded(user)
        .filter(pk=id_in(request.GET.get("last", "")) or 0)
        .select_related("second")
        .first()
    )


def _page(
    request: HttpRequest, found: DoubleCoding, take: Callable[[str], str], **more: Any
) -> HttpResponse:
    error, status = "", 200
    if request.method == "POST":
        try:
            return redirect(take(request.POST.get("category", "")))
        except FeedbackError as refused:
            error, status = str(refused), refused.status
    context = desk_context(
        admin.site, request, words=told_in([found.case_id])[found.case_id], groups=_keys(),
        error=error, **more,
    )  # fmt: skip
    return render(request, "cases/desk/coding_one.html", context, status=status)


def _keys() -> list[tuple[str, Sequence[Key]]]:
    keys = iter(KEYS)
    return [
        (name, [Key(code=code, name=label, key=next(keys, "")) for code, label in options])
        for name, options in grouped_categories()
    ]


def _after(waiting: DoubleCodingQuerySet, found: DoubleCoding) -> DoubleCoding | None:
    """The next one that waits, and from the end on the first again."""
    others = waiting.exclude(pk=found.pk)
    return others.filter(pk__gt=found.pk).order_by("pk").first() or others.order_by("pk").first()
