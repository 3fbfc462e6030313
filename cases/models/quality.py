"""How good a piece of feedback is to work with, as graded when it was opened or its customer wrote again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseQuality(models.Model):
    """Out of a hundred each; how: cases.triage.quality, of which `version` says by which edition."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="quality"
    )
    version = models.PositiveSmallIntegerField()
    completeness = models.PositiveSmallIntegerField(_("completeness"))
    specificity = models.PositiveSmallIntegerField(_("specificity"))
    evidence = models.PositiveSmallIntegerField(_("evidence"))
    whole = models.PositiveSmallIntegerField(_("quality"))
    # Codes of what to ask the customer for.
    missing = models.JSONField(default=list)
    graded_at = models.DateTimeField(_("graded at"))

    class Meta:
        verbose_name = _("quality of feedback")
        verbose_name_plural = _("quality of feedback")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.whole}"
