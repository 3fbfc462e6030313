"""Messages: what was said on a conversation, by the customer or to them. Internal notes live in cases."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import Direction


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def from_customers(self) -> Self:
        """Keep what customers wrote themselves; what their machines answered says nothing of them."""
        return self.filter(direction=Direction.INBOUND, is_automatic=False, is_bounce=False)

    def told(self, now: datetime) -> Self:
        """Keep what customers may read: all but what its author may still take back, or has taken back.

        What customers took back themselves stays, without its words.
        """
        unsaid = Q(direction=Direction.OUTBOUND, taken_back_at__isnull=False)
        return self.exclude(unsaid | Q(held_until__isnull=False, held_until__gt=now))


class Message(models.Model):
    """One message; what it says is never edited."""

    conversation = models.ForeignKey(
        "channels.Conversation",
        models.PROTECT,
        related_name="messages",
        db_index=False,
    )
    raw = models.ForeignKey(
        "channels.RawIntake", models.PROTECT, null=True, blank=True, related_name="messages"
    )
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", db_index=False
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    author = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    # The whole text with quoted history, where that is more than the visible reply.
    full_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_automatic = models.BooleanField(_("automatic"), default=False)
    is_bounce = models.BooleanField(_("bounce"), default=False)
    # A mail's Message-ID, or a messenger's own id with its name before it, such as line:4711.
    # Not unique: two different bodies with one Message-ID are two messages.
    mail_message_id = models.CharField(max_length=255, blank=True, db_index=True)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    # Of an answer: until when its author may take it back; its customer reads it from then on.
    held_until = models.DateTimeField(null=True)
    # The customer took it back in the messenger, or its author before it went out: what it said is gone.
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = (
            models.Index(name="channels_message_thread", fields=("conversation", "happened_at")),
            models.Index(
                name="channels_message_taken_back",
                fields=("taken_back_at",),
                condition=Q(taken_back_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.direction} {self.text[:40]}"

    def is_held(self, now: datetime) -> bool:
        """Whether its author may still take it back, so that its customer does not read it yet."""
        return self.held_until is not None and self.held_until > now

    def is_told(self, now: datetime) -> bool:
        """Whether its customer may read it, as `told` of many."""
        is_unsaid = self.direction == Direction.OUTBOUND and self.taken_back_at is not None
        return not (is_unsaid or self.is_held(now))
