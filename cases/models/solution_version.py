"""Versions of solutions: of each solution at most one is in force, and at most one is being written."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import SolutionState
from cases.models.solution_text import SolutionText


class SolutionVersionQuerySet(models.QuerySet["SolutionVersion"]):
    """Questions about versions."""

    def in_force(self) -> Self:
        """Keep what agents may use."""
        return self.filter(state=SolutionState.APPROVED)

    def for_customers(self) -> Self:
        """Keep what anybody may read."""
        return self.filter(state=SolutionState.APPROVED, is_public=True)

    def newest_each(self) -> Self:
        """Keep the last version of each solution, whatever its state."""
        newest = SolutionVersion.objects.order_by("solution", "-number").distinct("solution")
        return self.filter(pk__in=newest.values("pk"))


class SolutionVersion(models.Model):
    """One version in all languages; once it was proposed its words never change.

    `written_by` is nobody for what was shipped, which nobody here needed to approve.
    """

    solution = models.ForeignKey("cases.Solution", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, related_name="+", verbose_name=_("category")
    )
    is_public = models.BooleanField(_("for customers to read"), default=True)
    state = models.CharField(
        _("state"), max_length=9, choices=SolutionState, default=SolutionState.DRAFT
    )
    # What is different from the version before, and why it was sent back to its writer.
    change = models.CharField(_("what has changed"), max_length=200, blank=True)
    remark = models.CharField(_("why it was sent back"), max_length=500, blank=True)
    written_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = SolutionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a solution")
        verbose_name_plural = _("versions of solutions")
        ordering = ("solution", "number")
        constraints = (
            models.UniqueConstraint(name="cases_solution_number", fields=("solution", "number")),
            models.UniqueConstraint(
                name="cases_solution_one_in_force",
                fields=("solution",),
                condition=Q(state="approved"),
            ),
            models.UniqueConstraint(
                name="cases_solution_one_open",
                fields=("solution",),
                condition=Q(state__in=("draft", "in_review")),
            ),
            models.CheckConstraint(
                name="cases_solution_approved_at",
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_solution_second_person",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, written_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False)
                & ~Q(approved_by=F("written_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.solution_id} v{self.number}"

    @property
    def was_approved(self) -> bool:
        """Whether it is or once was in force."""
        return self.approved_at is not None

    def text_in(self, language: str) -> SolutionText:
        """Give what it says in a language, or in another where it says nothing in that."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or texts.get("zh-hant") or next(iter(texts.values()))
