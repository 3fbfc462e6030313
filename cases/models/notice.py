"""Notices of limits: each level of each cycle is told once."""

from django.db import models


class Notice(models.Model):
    """One warning or breach that was told; `level` is the share of the target in per cent, 100 a breach."""

    cycle = models.ForeignKey(
        "cases.ClockCycle", models.PROTECT, related_name="notices", db_index=False
    )
    level = models.SmallIntegerField()
    true_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="cases_notice_once", fields=("cycle", "level")),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.level}"
