"""Promises: what we said we would do by when; the customer sees them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Promise(models.Model):
    """One commitment to a customer, with an owner and a due time."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="promises")
    text = models.CharField(_("promise"), max_length=200)
    owner = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(_("due"))
    made_at = models.DateTimeField(_("made at"))
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("due_at",)

    def __str__(self) -> str:
        return self.text
