"""Uses of answers that a person gave on a like case: on which case, whose, by whom, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerUse(models.Model):
    """The answer of a solved case that was put into another's; once for each, however often."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="answer_uses")
    source = models.ForeignKey("cases.Case", models.PROTECT, related_name="answers_used")
    used_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        verbose_name = _("use of an answer")
        verbose_name_plural = _("uses of answers")
        ordering = ("used_at",)
        constraints = (
            models.UniqueConstraint(name="cases_answer_use_once", fields=("case", "source")),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.source_id}"
