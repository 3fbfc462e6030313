"""Uses of solutions: in which case, by whom, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SolutionUse(models.Model):
    """A version that was put into an answer of a case; once for each case, however often it was pressed."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="solution_uses")
    version = models.ForeignKey("cases.SolutionVersion", models.PROTECT, related_name="uses")
    language = models.CharField(_("language"), max_length=8)
    used_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        verbose_name = _("use of a solution")
        verbose_name_plural = _("uses of solutions")
        ordering = ("used_at",)
        constraints = (
            models.UniqueConstraint(name="cases_solution_use_once", fields=("case", "version")),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.version_id}"
