"""Events of chats: what happened beside what was said, append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.chat_kinds import ChatEventKind


class ChatEvent(models.Model):
    """One thing that happened in a chat; `actor` is a colleague, or nobody for customer and system."""

    chat = models.ForeignKey("channels.Chat", models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=ChatEventKind)
    actor = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("event of a chat")
        verbose_name_plural = _("events of chats")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.chat_id} {self.kind}"
