"""Texts of solutions: what one version says in one language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SolutionText(models.Model):
    """What one version says in one language; `problem` has one way of putting it in each line."""

    version = models.ForeignKey("cases.SolutionVersion", models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("how customers put it"), blank=True)
    answer = models.TextField(_("answer for customers"), blank=True)
    steps = models.TextField(_("steps for colleagues"), blank=True)

    class Meta:
        verbose_name = _("text of a solution")
        verbose_name_plural = _("texts of solutions")
        ordering = ("version", "pk")
        constraints = (
            models.UniqueConstraint(name="cases_solution_text", fields=("version", "language")),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_whole(self) -> bool:
        """Whether it says everything that a customer reads and that search needs."""
        return bool(self.title and self.problem and self.answer)
