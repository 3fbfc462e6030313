"""The outbox: what must go out, written with the change that causes it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import ContactKind, OutboxState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    """Questions about outgoing messages."""

    def visible_to(self, user: User) -> Self:
        """Keep, for those who watch channels, what goes out about their places, and their own notices.

        Departments see all, as they do with raw items.
        """
        if not user.can(Ability.WATCH_CHANNELS):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        is_theirs = Q(conversation__submission__store__in=user.reach.stores)
        return self.filter(Q(recipient=user) | is_theirs)

    def pending(self) -> Self:
        """Keep what is still to be handed over."""
        return self.filter(state=OutboxState.PENDING)

    def due(self, now: datetime) -> Self:
        """Keep what may be handed over now: its time has come, and nobody is at it."""
        return self.pending().filter(
            Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now
        )

    def dead(self) -> Self:
        """Keep what a person must look at."""
        return self.filter(state=OutboxState.DEAD)


class Outgoing(models.Model):
    """One message to one recipient; rendered when it is sent, so that no secret lies in the row.

    `template` names a text in channels/templates/outgoing/; a staff member's own words are in `message`.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind, default=ContactKind.EMAIL)
    conversation = models.ForeignKey(
        "channels.Conversation", models.PROTECT, null=True, blank=True, related_name="outgoing"
    )
    message = models.ForeignKey(
        "channels.Message", models.PROTECT, null=True, blank=True, related_name="outgoing"
    )
    contact_point = models.ForeignKey(
        "channels.ContactPoint", models.PROTECT, null=True, blank=True, related_name="outgoing"
    )
    recipient = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    template = models.CharField(_("template"), max_length=60)
    language = models.CharField(_("language"), max_length=8)
    context = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=OutboxState, default=OutboxState.PENDING
    )
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("due at"))
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    receipt = models.CharField(_("receipt"), max_length=255, blank=True)
    mail_message_id = models.CharField(max_length=255, blank=True, db_index=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # A digest of whoever caused this notice from outside; counted so that nobody floods others through us.
    source = models.CharField(max_length=32, blank=True)
    # A digest of the mailbox, however it is spelled; set when the notice has its place (rules/throttling).
    victim = models.CharField(max_length=32, blank=True, default="", db_default="")

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = (
            models.CheckConstraint(
                name="channels_outgoing_one_recipient",
                condition=Q(contact_point__isnull=False, recipient=None)
                | Q(contact_point=None, recipient__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_outgoing_sent_iff_at",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
            ),
        )
        indexes = (
            models.Index(
                name="channels_outgoing_due", fields=("due_at",), condition=Q(state="pending")
            ),
            # Few, and asked for on every page of the back office.
            models.Index(
                name="channels_outgoing_stuck",
                fields=("state", "id"),
                condition=Q(state__in=("dead", "held")),
            ),
            models.Index(
                name="channels_outgoing_source",
                fields=("source", "sent_at"),
                condition=~Q(source=""),
            ),
            models.Index(
                name="channels_outgoing_victim",
                fields=("victim", "sent_at"),
                condition=~Q(victim=""),
            ),
            models.Index(
                name="channels_outgoing_person",
                fields=("contact_point", "sent_at"),
                condition=Q(contact_point__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.dedup_key}"
