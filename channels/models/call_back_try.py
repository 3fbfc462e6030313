"""Attempts to call back, whoever made them and however they ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.call_kinds import TryOutcome


class CallBackTry(models.Model):
    """One attempt to call back; never edited."""

    call_back = models.ForeignKey("channels.CallBack", models.PROTECT, related_name="tries")
    made_by = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=TryOutcome)
    remark = models.TextField(_("remark"), blank=True)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("attempt to call back")
        verbose_name_plural = _("attempts to call back")
        ordering = ("tried_at", "pk")

    def __str__(self) -> str:
        return f"{self.call_back_id} {self.outcome}"
