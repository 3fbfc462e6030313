"""Internal notes: never in the customer's conversation, so that no page of theirs can show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What colleagues tell each other about a case."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="notes")
    author = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ("written_at",)

    def __str__(self) -> str:
        return self.text[:40]
