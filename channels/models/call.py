"""Calls: one row a call, summed up from what the call centre told of it, or as a colleague noted it."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.call_kinds import CallDirection, CallOutcome
from channels.contacts import masked, normal
from channels.kinds import ContactKind
from channels.models.contact_point import ContactPoint
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

NUMBER_CONTEXT = "channels_call.number"
RECORDING_CONTEXT = "channels_call.recording"
# An "ended" that never came must not keep a phone ringing for ever.
RINGS_AT_MOST = timedelta(minutes=10)
TALKS_AT_MOST = timedelta(hours=3)


class CallQuerySet(models.QuerySet["Call"]):
    """Questions about calls."""

    def visible_to(self, user: User) -> Self:
        """Keep those of this person's stores, and of the hotline for whoever works on cases."""
        if not user.can(Ability.TAKE_FEEDBACK):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        theirs = Q(store__in=user.reach.stores)
        return self.filter(theirs | Q(store=None) if user.can(Ability.WORK_CASES) else theirs)

    def live(self, now: datetime) -> Self:
        """Keep inbound calls that ring or are spoken on; forgotten ones count as over."""
        rings = Q(answered_at=None, rang_at__gt=now - RINGS_AT_MOST)
        is_spoken_on = Q(answered_at__gt=now - TALKS_AT_MOST)
        return self.filter(rings | is_spoken_on, ended_at=None, direction=CallDirection.INBOUND)


class Call(models.Model):
    """One call; its number is sealed under a key of its own and found by the index of contact points.

    What no connection told has no account, but whoever wrote it down by hand.
    """

    account = models.ForeignKey(
        "channels.ChannelAccount", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    logged_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("written down by hand by"),
    )  # fmt: skip
    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="calls")
    external_id = models.CharField(_("id at the source"), max_length=120)
    direction = models.CharField(_("direction"), max_length=8, choices=CallDirection)
    wrapped_key = models.BinaryField(null=True)
    number_sealed = models.BinaryField(null=True)
    number_masked = models.CharField(_("number"), max_length=40, blank=True)
    number_index = models.BinaryField(max_length=32, null=True, db_index=True)
    recording_sealed = models.BinaryField(null=True)
    customer = models.ForeignKey(
        "channels.Customer", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    line = models.CharField(_("line"), max_length=80, blank=True)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent_code = models.CharField(_("agent at the call centre"), max_length=80, blank=True)
    rang_at = models.DateTimeField(_("rang at"), db_index=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # Nobody may have looked how long it rang; then it counts in no waiting time.
    is_wait_known = models.BooleanField(default=True, db_default=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CallOutcome, blank=True)
    call_back = models.ForeignKey(
        "channels.CallBack", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    conversation = models.ForeignKey(
        "channels.Conversation", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    note = models.TextField(_("note on the call"), blank=True)
    handled_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(_("written down at"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = (
            models.UniqueConstraint(name="channels_call_once", fields=("account", "external_id")),
            models.UniqueConstraint(
                name="channels_call_by_hand_once", fields=("external_id",),
                condition=Q(account=None),
            ),
            models.CheckConstraint(
                name="channels_call_told_or_by_hand",
                condition=Q(account__isnull=False, logged_by=None)
                | Q(account=None, logged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_call_answered_iff_at",
                condition=Q(outcome=CallOutcome.ANSWERED, answered_at__isnull=False)
                | ~Q(outcome=CallOutcome.ANSWERED) & Q(answered_at=None),
            ),
            models.CheckConstraint(
                name="channels_call_unheard_has_ended",
                condition=Q(outcome__in=("", CallOutcome.ANSWERED)) | Q(ended_at__isnull=False),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(
                name="channels_call_live", fields=("-rang_at",), condition=Q(ended_at=None)
            ),
        )

    def __str__(self) -> str:
        return self.number_masked or str(_("number withheld"))

    @property
    def is_by_hand(self) -> bool:
        """Whether a colleague wrote it down, and no call centre told of it."""
        return self.account_id is None

    @property
    def answer_seconds(self) -> int | None:
        """How long the caller waited; None where nobody answered, or nobody knows."""
        if self.answered_at is None or not self.is_wait_known:
            return None
        return round((self.answered_at - self.rang_at).total_seconds())

    def write_number(self, number: str) -> None:
        """Seal the number as the centre gave it, with its mask and index; "" for a withheld one."""
        if not number or self.wrapped_key is None:
            self.number_sealed, self.number_masked, self.number_index = None, "", None
            return
        spelled = normal(ContactKind.PHONE, number)
        self.number_sealed = sealing.seal(self.wrapped_key, spelled, context=NUMBER_CONTEXT)
        self.number_masked = masked(ContactKind.PHONE, spelled)[:40]
        self.number_index = ContactPoint.index_of(ContactKind.PHONE, spelled)

    def write_recording(self, address: str) -> None:
        """Seal where the voice message or recording can be fetched; "" for none."""
        if not address or self.wrapped_key is None:
            self.recording_sealed = None
        elif self.recording_sealed is None or self.recording() != address:
            self.recording_sealed = sealing.seal(
                self.wrapped_key, address, context=RECORDING_CONTEXT
            )

    def recording(self) -> str:
        """Unseal the address of the recording for the system's own use."""
        if self.wrapped_key is None or self.recording_sealed is None:
            return ""
        return sealing.unseal(self.wrapped_key, self.recording_sealed, context=RECORDING_CONTEXT)

    def number(self) -> str:
        """Unseal the number for the system's own use; "" where it was withheld or is erased."""
        if self.wrapped_key is None or self.number_sealed is None:
            return ""
        return sealing.unseal(self.wrapped_key, self.number_sealed, context=NUMBER_CONTEXT)
