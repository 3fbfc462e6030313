"""Notices of limits: each level of each cycle is told once."""

from django.db import models


class Notice(models.Model):
    """One warning or breach that was told; `level` is warn_80, breach, late_150 and so on."""

    cycle = models.ForeignKey("cases.ClockCycle", models.PROTECT, related_name="notices")
    level = models.CharField(max_length=12)
    true_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="cases_notice_once", fields=("cycle", "level")),)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.level}"
