"""Diagnoses: questions that lead from what a customer sees to a likely cause and what helps."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import DiagnosisState
from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedCheck, WordedUnique


class DiagnosisQuerySet(models.QuerySet["Diagnosis"]):
    """Questions about diagnoses."""

    def published(self) -> Self:
        """Keep what customers are asked."""
        return self.filter(state=DiagnosisState.PUBLISHED)


class Diagnosis(Named):
    """One version of one diagnosis; published, its steps never change any more.

    The code holds the versions together and stands in addresses: of each, one at most is published, and
    one at most is being written.
    """

    code = models.SlugField(_("code"), max_length=40)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, related_name="+", verbose_name=_("category"),
        help_text=_("Filled into the form where the remedy did not help."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=50)
    state = models.CharField(
        _("state"), max_length=9, choices=DiagnosisState, default=DiagnosisState.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DiagnosisQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        ordering = ("position", "code", "number")
        constraints = (
            WordedUnique(
                name="cases_diagnosis_number",
                fields=("code", "number"),
                violation_error_message=_("This diagnosis has a version of this number already."),
            ),
            WordedUnique(
                name="cases_diagnosis_one_published",
                fields=("code",),
                condition=Q(state="published"),
                violation_error_message=_(
                    "Another version of this diagnosis is public already. Publish this one on its page: it "
                    "takes its place."
                ),
            ),
            WordedUnique(
                name="cases_diagnosis_one_draft",
                fields=("code",),
                condition=Q(state="draft"),
                violation_error_message=_(
                    "There is a draft of this diagnosis already. Go on with that one."
                ),
            ),
            WordedCheck(
                name="cases_diagnosis_published_at",
                condition=Q(state="draft", published_at=None)
                | ~Q(state="draft") & Q(published_at__isnull=False),
                violation_error_message=_(
                    "A draft was never published, and what was published keeps the day of it."
                ),
            ),
        )
