"""Raw items: the bytes as they came, kept before anything is read."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import Disposition, IntakeState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

BODY_CONTEXT = "channels_rawintake.body"


class RawIntakeQuerySet(models.QuerySet["RawIntake"]):
    """Questions about raw items."""

    def visible_to(self, user: User) -> Self:
        """Keep, for those who watch channels, what has no place yet and what belongs to theirs.

        Departments see all: which case is whose, only cases know.
        """
        if not user.can(Ability.WATCH_CHANNELS):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        is_theirs = Q(conversation__submission__store__in=user.reach.stores)
        is_their_call = Q(call_event__call__store__in=user.reach.stores)
        has_no_place = Q(conversation=None, call_event__call__store=None)
        return self.filter(has_no_place | is_theirs | is_their_call)

    def left_behind(self) -> Self:
        """Keep items stored but not read: a process died, or a bell was lost."""
        return self.filter(state=IntakeState.STORED)

    def failed(self) -> Self:
        """Keep items that a person must look at."""
        return self.filter(state=IntakeState.FAILED)


class RawIntake(models.Model):
    """One item from outside; it ends in exactly one disposition and its bytes are never changed.

    The body is sealed under a key of its own, so that erasing it leaves hash and times standing.
    """

    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="intakes", db_index=False
    )
    seq = models.BigIntegerField(_("number on the channel"))
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    external_id = models.CharField(_("id at the source"), max_length=255, null=True, blank=True)  # noqa: DJ001 NULL is "none", and unique
    received_at = models.DateTimeField(_("received at"))
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    content_type = models.CharField(_("content type"), max_length=255)
    # What the door knows beside the bytes: the clerk, the partner, the language, the envelope.
    context = models.JSONField(_("context"), default=dict)
    sha256 = models.BinaryField(_("SHA-256"), max_length=32)
    size = models.PositiveIntegerField(_("bytes"))
    wrapped_key = models.BinaryField(null=True)
    body = models.BinaryField(null=True)
    state = models.CharField(
        _("state"), max_length=8, choices=IntakeState, default=IntakeState.STORED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    disposition = models.CharField(_("disposition"), max_length=10, choices=Disposition, blank=True)
    disposition_reason = models.CharField(_("reason"), max_length=200, blank=True)
    reviewer = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    conversation = models.ForeignKey(
        "channels.Conversation", models.PROTECT, null=True, blank=True, related_name="intakes"
    )
    accounted_at = models.DateTimeField(_("accounted for at"), null=True, blank=True)

    objects = RawIntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("raw item")
        verbose_name_plural = _("raw items")
        constraints = (
            models.UniqueConstraint(name="channels_intake_seq", fields=("channel", "seq")),
            models.UniqueConstraint(
                name="channels_intake_external", fields=("channel", "external_id")
            ),
            models.CheckConstraint(
                name="channels_intake_done_iff_disposed",
                condition=Q(state=IntakeState.DONE, accounted_at__isnull=False) & ~Q(disposition="")
                | ~Q(state=IntakeState.DONE) & Q(disposition="", accounted_at=None),
            ),
            models.CheckConstraint(
                name="channels_intake_reason_given",
                condition=~Q(disposition__in=("rejected", "spam")) | ~Q(disposition_reason=""),
            ),
        )
        indexes = (
            models.Index(
                name="channels_intake_open", fields=("received_at",), condition=~Q(state="done")
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.seq} {self.reference}"

    def bytes(self) -> bytes:
        """Unseal the bytes as they came. Raises CannotUnseal after erasure."""
        if self.wrapped_key is None or self.body is None:
            raise sealing.CannotUnseal
        return sealing.unseal_bytes(self.wrapped_key, self.body, context=BODY_CONTEXT)
