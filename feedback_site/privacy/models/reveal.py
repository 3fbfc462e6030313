"""Reveals: who looked at which masked value, when and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reveal(models.Model):
    """One purposeful look behind a mask."""

    actor = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="reveals", verbose_name=_("who looked")
    )
    subject = models.CharField(_("what"), max_length=80)
    field = models.CharField(_("field"), max_length=40)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    revealed_at = models.DateTimeField(_("revealed at"))

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        ordering = ("-revealed_at",)
        indexes = (models.Index(name="privacy_reveal_subject", fields=("subject", "revealed_at")),)

    def __str__(self) -> str:
        return f"{self.actor} {self.subject}.{self.field}"
