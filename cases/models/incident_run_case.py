"""Cases of a run: each is written down before anything is done, and done once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import RunResult


class IncidentRunCase(models.Model):
    """One case of a run; `result` is written in the transaction of the step, and empty until then."""

    run = models.ForeignKey(
        "cases.IncidentRun", models.PROTECT, related_name="rows", db_index=False
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    result = models.CharField(_("result"), max_length=7, choices=RunResult, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        verbose_name = _("case of a step over many")
        verbose_name_plural = _("cases of steps over many")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="cases_run_case_once", fields=("run", "case")),
            models.CheckConstraint(
                name="cases_run_case_done_iff_result",
                condition=Q(result="", done_at=None) | ~Q(result="") & Q(done_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="cases_run_case_undone", fields=("id",), condition=Q(done_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.run_id} {self.case_id}"
