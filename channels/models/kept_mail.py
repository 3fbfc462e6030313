"""Kept mail: in the zero-set-up mode outgoing mail goes nowhere but here, to be read by staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptMail(models.Model):
    """One mail exactly as it would have gone out."""

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=255)
    mail_message_id = models.CharField(max_length=255, unique=True)
    raw = models.BinaryField()
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ("-kept_at",)

    def __str__(self) -> str:
        return self.subject
