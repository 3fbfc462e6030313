"""Steps of diagnoses: a question, or at the end of a branch the likely cause and what helps."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import name_field
from feedback_site.worded_constraints import WordedCheck, WordedUnique

LANGUAGES = ("zh_hant", "zh_hans", "en")
# What a step says in each language.
PARTS = ("answer", "words", "advice")


class DiagnosisStep(models.Model):
    """One page. `answer` is the answer to the question above that leads here.

    `words` are the question; of a step that nothing follows, the likely cause. `advice` is how to look, or
    what helps.
    """

    diagnosis = models.ForeignKey("cases.Diagnosis", models.CASCADE, related_name="steps")
    code = models.SlugField(_("code"), max_length=40)
    above = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="below",
        verbose_name=_("follows"), help_text=_("The question above; none for the first."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    answer_zh_hant = models.CharField(_("answer (Traditional Chinese)"), max_length=120, blank=True)
    answer_zh_hans = models.CharField(_("answer (Simplified Chinese)"), max_length=120, blank=True)
    answer_en = models.CharField(_("answer (English)"), max_length=120, blank=True)
    words_zh_hant = models.CharField(
        _("question or cause (Traditional Chinese)"), max_length=160, blank=True
    )
    words_zh_hans = models.CharField(
        _("question or cause (Simplified Chinese)"), max_length=160, blank=True
    )
    words_en = models.CharField(_("question or cause (English)"), max_length=160, blank=True)
    advice_zh_hant = models.TextField(_("advice (Traditional Chinese)"), blank=True)
    advice_zh_hans = models.TextField(_("advice (Simplified Chinese)"), blank=True)
    advice_en = models.TextField(_("advice (English)"), blank=True)
    solution = models.ForeignKey(
        "cases.Solution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("standard solution"), help_text=_("To read on at the end of a branch."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("step of a diagnosis")
        verbose_name_plural = _("steps of a diagnosis")
        ordering = ("position", "pk")
        constraints = (
            WordedUnique(
                name="cases_step_code",
                fields=("diagnosis", "code"),
                violation_error_message=_("Another step of this diagnosis has this code already."),
            ),
            WordedUnique(
                name="cases_step_one_first",
                fields=("diagnosis",),
                condition=Q(above=None),
                violation_error_message=_(
                    "One step alone is the first. Choose for each other one the question under which it "
                    "hangs."
                ),
            ),
            WordedCheck(
                name="cases_step_not_above_itself",
                condition=Q(above=None) | ~Q(above=F("id")),
                violation_error_message=_(
                    "A step cannot hang under itself. Choose the question above it."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} · {self.words}"

    @property
    def answer(self) -> str:
        """What leads here, in the language of whoever is looking."""
        return self.said("answer")

    @property
    def words(self) -> str:
        """The question or the cause, in the language of whoever is looking."""
        return self.said("words")

    @property
    def advice(self) -> str:
        """How to look or what helps, in the language of whoever is looking."""
        return self.said("advice")

    def said(self, part: str) -> str:
        """Give a part in the language of whoever is looking; others get Traditional Chinese."""
        return str(getattr(self, name_field().replace("name", part, 1)))
