"""Samples of sorted cases that a second person sorts again, without seeing what the first one chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodingSample(models.Model):
    """One week's draw; with its seed and the same cases it comes out the same again."""

    week = models.DateField(_("week from"), unique=True)
    size = models.PositiveSmallIntegerField(_("wanted"))
    seed = models.BigIntegerField(_("seed"))
    # How many there were to draw from, by class.
    strata = models.JSONField(_("sorted that week, by class"), default=dict)
    drawn_at = models.DateTimeField(_("drawn at"))

    class Meta:
        verbose_name = _("sample for coding twice")
        verbose_name_plural = _("samples for coding twice")
        ordering = ("-week",)

    def __str__(self) -> str:
        return str(self.week)
