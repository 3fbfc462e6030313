"""Kept figures: a whole answer of the report, kept for a minute so that the next reader does not wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFigures(models.Model):
    """The figures of one question: whose sight, which days, which places; `as_of` is when they were counted.

    `asked_at` is when somebody last wanted them, to the minute: only those are counted anew.
    """

    key = models.CharField(max_length=64, primary_key=True)
    question = models.JSONField()
    figures = models.JSONField()
    as_of = models.DateTimeField()
    asked_at = models.DateTimeField(db_index=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("kept figures")
        verbose_name_plural = _("kept figures")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.as_of:%Y-%m-%d %H:%M}"
