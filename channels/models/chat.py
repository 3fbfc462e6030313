"""Live chats: one row a visit, from its first line to its end."""

import hashlib
import hmac
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.chat_kinds import AskedWhy, ChatEnding, ChatState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class ChatQuerySet(models.QuerySet["Chat"]):
    """Questions about chats."""

    def visible_to(self, user: User) -> Self:
        """Keep, for those who work on cases, chats of their stores and of no store in particular."""
        if not user.can(Ability.WORK_CASES):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        return self.filter(Q(store__in=user.reach.stores) | Q(store=None))

    def opened_by(self, token: str) -> Self:
        """Keep the chat that a visitor's own token opens."""
        return self.filter(token_digest=Chat.digest_of(token))

    def unfinished(self) -> Self:
        """Keep those that have not ended."""
        return self.exclude(state=ChatState.ENDED)

    def waiting(self) -> Self:
        """Keep those in which a customer waits for a person, the longest first."""
        return self.filter(state=ChatState.WAITING).order_by("waiting_since", "pk")


class Chat(models.Model):
    """One chat; its lines are messages of its conversation, which is a case once a person is asked for.

    `version` grows with everything that somebody who looks at it must see.
    """

    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="chats")
    # Only the visitor's own browser holds the token; it is not kept.
    token_digest = models.BinaryField(max_length=32, unique=True)
    conversation = models.OneToOneField(
        "channels.Conversation", models.PROTECT, null=True, blank=True, related_name="chat"
    )
    language = models.CharField(_("language"), max_length=8)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+"
    )
    page = models.CharField(_("page it came from"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=11, choices=ChatState, default=ChatState.ASSISTANT
    )
    ending = models.CharField(_("how it ended"), max_length=6, choices=ChatEnding, blank=True)
    asked_why = models.CharField(_("why a person"), max_length=10, choices=AskedWhy, blank=True)
    started_at = models.DateTimeField(_("began at"), db_index=True)
    answered_at = models.DateTimeField(_("answered by the assistant at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("person asked for at"), null=True, blank=True)
    # Whether anybody took chats at that moment; a wait through the night is counted apart.
    was_staffed = models.BooleanField(_("somebody was there"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    agent = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("agent"),
    )  # fmt: skip
    first_human_at = models.DateTimeField(_("answered by a person at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # The assistant owes an answer since then; swept where its process died.
    owes_since = models.DateTimeField(null=True, blank=True)
    # The last line that the assistant has taken in.
    heard_id = models.BigIntegerField(default=0)
    last_line_at = models.DateTimeField(null=True, blank=True)
    # When the customer's browser last asked, and the last message that it said it has.
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_id = models.BigIntegerField(default=0)
    # Until when the other side shows that somebody writes; what is written leaves only when it is sent.
    customer_types_until = models.DateTimeField(null=True, blank=True)
    agent_types_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ChatQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        constraints = (
            models.CheckConstraint(
                name="channels_chat_ended_iff_at",
                condition=Q(state=ChatState.ENDED, ended_at__isnull=False) & ~Q(ending="")
                | ~Q(state=ChatState.ENDED) & Q(ended_at=None, ending=""),
            ),
            models.CheckConstraint(
                name="channels_chat_asked_iff_why",
                condition=Q(asked_at=None, asked_why="", was_staffed=None)
                | Q(asked_at__isnull=False, was_staffed__isnull=False) & ~Q(asked_why=""),
            ),
            models.CheckConstraint(
                name="channels_chat_person_was_asked_for",
                condition=~Q(state__in=(ChatState.WAITING, ChatState.WITH_PERSON))
                | Q(asked_at__isnull=False, waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_chat_with_somebody",
                condition=~Q(state=ChatState.WITH_PERSON) | Q(agent__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="channels_chat_waiting",
                fields=("waiting_since",),
                condition=Q(state="waiting"),
            ),
            models.Index(
                name="channels_chat_ended",
                fields=("ended_at",),
                condition=Q(state="ended"),
            ),
            models.Index(name="channels_chat_open", fields=("agent",), condition=~Q(state="ended")),
            models.Index(
                name="channels_chat_owing",
                fields=("owes_since",),
                condition=Q(owes_since__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.conversation.reference if self.conversation else str(_("chat"))

    @staticmethod
    def digest_of(token: str) -> bytes:
        """Give what is kept of a token: enough to know it again, useless to whoever reads the table."""
        return hashlib.sha256(f"chat:{token}".encode()).digest()

    def opens_with(self, token: str) -> bool:
        """Compare a token in constant time."""
        return hmac.compare_digest(bytes(self.token_digest), self.digest_of(token))

    @property
    def thread_id(self) -> int:
        """The id of its conversation; a chat in which nothing was said has none, and 0 is nobody's."""
        return self.conversation_id or 0

    @property
    def is_over(self) -> bool:
        """Whether nothing is said in it any more."""
        return self.state == ChatState.ENDED
