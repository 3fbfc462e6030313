"""The outbox: what must go out, written with the change that causes it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import ContactKind, HoldReason, OutboxState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class CurrentLife(models.Func):
    """The life that the database lives now: another one wherever a dump of it is loaded."""

    function = "channels_life"
    template = "%(function)s()"
    output_field = models.BigIntegerField()


class ThisLife(CurrentLife):
    """The same for a question: asked once, and not for every row."""

    template = "(SELECT %(function)s())"


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
        """Keep what may be handed over now: its time has come, and nobody is at it.

        What was written before the database was restored may have gone out already: it waits to be held.
        """
        return self.pending().filter(
            Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now, life=ThisLife()
        )

    def held_after_restore(self) -> Self:
        """Keep what an administrator must decide on since the database was restored."""
        return self.filter(state=OutboxState.HELD, hold_reason=HoldReason.RESTORED)

    def waiting_for_a_person(self) -> Self:
        """Keep what a person must look at: what nobody would take, and what waits since a restore."""
        is_held = Q(state=OutboxState.HELD, hold_reason=HoldReason.RESTORED)
        return self.filter(Q(state=OutboxState.DEAD) | is_held)


class Outgoing(models.Model):
    """One message to one recipient; rendered when it is sent, so that no secret lies in the row.

    `template` names a text in channels/templates/outgoing/; a staff member's own words are in `message`.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind, default=ContactKind.EMAIL)
    # Of both, and of the name of a mail, only what is there is in the index: see Meta.
    conversation = models.ForeignKey(
        "channels.Conversation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outgoing",
        db_index=False,
    )
    message = models.ForeignKey(
        "channels.Message",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outgoing",
        db_index=False,
    )
    contact_point = models.ForeignKey(
        "channels.ContactPoint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outgoing",
        db_index=False,
    )
    recipient = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    template = models.CharField(_("template"), max_length=60)
    language = models.CharField(_("language"), max_length=8)
    context = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=OutboxState, default=OutboxState.PENDING
    )
    hold_reason = models.CharField(
        _("held back because"), max_length=8, choices=HoldReason, blank=True
    )
    # In which life of the database it was written, or let go.
    life = models.BigIntegerField(db_default=CurrentLife())
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("due at"))
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    receipt = models.CharField(_("receipt"), max_length=255, blank=True)
    mail_message_id = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # By what it should have gone, where that way turned out to be closed.
    instead_of = models.CharField(
        max_length=8, choices=ContactKind, blank=True, default="", db_default=""
    )
    # A digest of whoever caused this notice from outside; counted so that nobody floods others through us.
    source = models.CharField(max_length=32, blank=True)
    # A digest of the mailbox, however it is spelled; set when the notice has its place (rules/outbox).
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
                name="channels_outgoing_talk",
                fields=("conversation",),
                condition=Q(conversation__isnull=False),
            ),
            models.Index(
                name="channels_outgoing_message",
                fields=("message",),
                condition=Q(message__isnull=False),
            ),
            models.Index(
                name="channels_outgoing_mail",
                fields=("mail_message_id",),
                condition=~Q(mail_message_id=""),
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
