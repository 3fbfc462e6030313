"""Answers of the assistant: which solution was shown, how sure it was, and whether it helped."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatAnswer(models.Model):
    """What one message of the assistant was taken from; the library stands downstream: ids, no keys."""

    message = models.OneToOneField(
        "channels.Message", models.PROTECT, primary_key=True, related_name="chat_answer"
    )
    chat = models.ForeignKey("channels.Chat", models.PROTECT, related_name="answers")
    solution_id = models.BigIntegerField(_("solution"))
    version_id = models.BigIntegerField(_("version"))
    url = models.CharField(_("address"), max_length=500, blank=True)
    score = models.FloatField(_("score"))
    # What the customer said of it; nothing where they said nothing.
    has_helped = models.BooleanField(_("helped"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer of the assistant")
        verbose_name_plural = _("answers of the assistant")

    def __str__(self) -> str:
        return f"{self.solution_id}/{self.version_id}"
