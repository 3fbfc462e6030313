"""Consents: to what, on which notice, when, and until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """A customer's yes to one purpose, with its proof."""

    class Purpose(models.TextChoices):
        """What the data may be used for."""

        HANDLE_FEEDBACK = "handle_feedback", _("handling this feedback")
        SURVEY = "survey", _("asking about satisfaction")
        PUBLISH = "publish", _("publishing the outcome without names")
        TEXTS = "texts", _("being told of each step by SMS")

    customer = models.ForeignKey("channels.Customer", models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    notice_version = models.CharField(_("notice version"), max_length=16)
    submission = models.ForeignKey(
        "channels.Submission", models.PROTECT, null=True, related_name="consents"
    )
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose}"
