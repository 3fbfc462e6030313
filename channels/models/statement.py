"""Statements: what one participant said in a talk, each an item of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """Ties a raw item to its talk; its words are the submission's."""

    talk = models.ForeignKey("channels.Talk", models.PROTECT, related_name="statements")
    raw = models.OneToOneField("channels.RawIntake", models.PROTECT, related_name="statement")
    participant = models.CharField(_("who said it"), max_length=80)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return f"{self.talk_id}: {self.participant}"
