"""What became of diagnoses: solved by the customer, or told to us."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DiagnosisOutcome(models.Model):
    """One reader's word at the end of a branch; nothing tells whose word it is."""

    step = models.ForeignKey("cases.DiagnosisStep", models.PROTECT, related_name="outcomes")
    language = models.CharField(_("language"), max_length=8)
    has_helped = models.BooleanField(_("helped"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("outcome of a diagnosis")
        verbose_name_plural = _("outcomes of diagnoses")

    def __str__(self) -> str:
        return f"{self.step_id} {self.has_helped}"
