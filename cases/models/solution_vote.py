"""Readers' words on the pages of solutions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SolutionVote(models.Model):
    """One reader's word on whether a page helped; nothing tells whose word it is."""

    version = models.ForeignKey("cases.SolutionVersion", models.PROTECT, related_name="votes")
    language = models.CharField(_("language"), max_length=8)
    has_helped = models.BooleanField(_("helped"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("reader's word on a solution")
        verbose_name_plural = _("readers' words on solutions")

    def __str__(self) -> str:
        return f"{self.version_id} {self.has_helped}"
