"""Searches for recurring problems: one row an hour says that it was searched."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpikePass(models.Model):
    """One search for spikes, by the hours since 1970; its row says that this hour was searched."""

    hour = models.BigIntegerField(primary_key=True)
    asked = models.PositiveIntegerField(_("keys asked about"))
    # Categories whose texts were more than the search may read.
    left_out = models.PositiveSmallIntegerField(_("categories not read"), default=0, db_default=0)
    proposed = models.PositiveSmallIntegerField(_("proposed"))
    done_at = models.DateTimeField(_("done at"))

    class Meta:
        verbose_name = _("search for recurring problems")
        verbose_name_plural = _("searches for recurring problems")

    def __str__(self) -> str:
        return str(self.hour)
