"""Contact points: sealed, masked, found again by a blind index; proven, or merely stated in one item."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from channels.contacts import masked, normal
from channels.kinds import ContactKind, ContactProof, StopReason
from channels.models.stopped_number import StoppedNumber
from feedback_site.privacy import sealing

VALUE_CONTEXT = "channels_contactpoint.value"


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Questions about contact points."""

    def usable_in(self, conversations: "Iterable[int] | QuerySet[Any, Any]") -> Self:
        """Keep those by which customers are known, and what was stated in these conversations.

        What somebody stated elsewhere may be a stranger's: nothing of another case goes there.
        """
        return self.filter(Q(claimed_in=None) | Q(claimed_in__conversation__in=conversations))

    def with_stops(self) -> Self:
        """Say of each number, as `text_stop`, why no texts go to it; None where they may."""
        index = Coalesce(OuterRef("value_index"), OuterRef("claim_index"))
        stops = StoppedNumber.objects.filter(number_index=index).values("reason")
        return self.annotate(text_stop=Subquery(stops))

    def spelled(self, kind: ContactKind, value: str) -> Self:
        """Keep those of this value as typed, also where it was merely stated."""
        return self.filter(spelled(kind, value))


def spelled(kind: ContactKind, value: str, *, of: str = "") -> Q:
    """Say that a contact point, to which `of` is the way, has this value, proven or merely stated."""
    index = ContactPoint.index_of(kind, value)
    known = Q(**{f"{of}kind": kind, f"{of}value_index": index})
    return known | Q(**{f"{of}claim_index": index})


def each_once(points: "Iterable[ContactPoint]") -> "list[ContactPoint]":
    """Leave out what was stated again and again, or is known anyway; the rest in its order."""
    rows = list(points)
    seen = {bytes(point.value_index) for point in rows if point.value_index is not None}
    kept = []
    for point in rows:
        index = bytes(point.claim_index) if point.claim_index is not None else b""
        if index not in seen:
            kept.append(point)
        if index:
            seen.add(index)
    return kept


class ContactPoint(models.Model):
    """One way to reach one customer: one by which they are known, or what an item merely states.

    A claim has `claim_index` in place of `value_index`, so that nobody is found as its customer, and is used
    for the conversation of `claimed_in` alone. Claims of before that was noted have neither.
    """

    customer = models.ForeignKey("channels.Customer", models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    value_sealed = models.BinaryField(null=True)
    value_masked = models.CharField(_("value"), max_length=120)
    value_index = models.BinaryField(max_length=32, null=True)
    claim_index = models.BinaryField(max_length=32, null=True)
    claimed_in = models.ForeignKey(
        "channels.RawIntake", models.PROTECT, null=True, related_name="+", db_index=False
    )
    proof = models.CharField(
        _("proof"), max_length=8, choices=ContactProof, blank=True, default="", db_default=""
    )
    # Digits at the end of a number, for a caller who gives no more; blind as well.
    tail_index = models.BinaryField(max_length=32, null=True, db_index=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen at"))

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = (
            models.UniqueConstraint(name="channels_contact_once", fields=("kind", "value_index")),
            models.CheckConstraint(
                name="channels_contact_known_or_claimed",
                condition=Q(claimed_in=None, claim_index=None) | Q(value_index=None, proof=""),
            ),
        )
        indexes = (
            models.Index(
                name="channels_contact_claim",
                fields=("claim_index",),
                condition=Q(claim_index__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.value_masked

    @property
    def is_claim(self) -> bool:
        """Whether it was merely stated, so that nobody is found by it."""
        return self.value_index is None

    @property
    def standing(self) -> str:
        """How sure it is that it is this customer's, in words for colleagues."""
        if self.is_claim:
            return str(_("only stated, not confirmed"))
        if self.proof == ContactProof.EARLIER:
            return ""
        if self.proof:
            return str(_("confirmed: %(how)s") % {"how": ContactProof(self.proof).label})
        return str(_("not confirmed yet"))

    @property
    def stop_in_words(self) -> str:
        """Why no texts go to this number, where it was asked for with the row; "" where they may."""
        reason = getattr(self, "text_stop", None)
        return str(StopReason(reason).label) if reason else ""

    @staticmethod
    def index_of(kind: ContactKind, value: str) -> bytes:
        """Give the blind index of a value as typed."""
        return sealing.blind_index(kind, normal(kind, value))

    @staticmethod
    def tail_index_of(digits: str) -> bytes:
        """Give the blind index of the last six digits of a phone number."""
        return sealing.blind_index("phone_tail", digits[-6:])

    def write(self, wrapped_key: bytes, value: str) -> None:
        """Seal a value as typed under its customer's key."""
        kind = ContactKind(self.kind)
        spelled = normal(kind, value)
        self.value_sealed = sealing.seal(wrapped_key, spelled, context=VALUE_CONTEXT)
        self.value_masked = masked(kind, spelled)
        self.value_index = sealing.blind_index(kind, spelled)
        if kind == ContactKind.PHONE:
            self.tail_index = self.tail_index_of(spelled)

    def claim_in(self, raw_id: int) -> None:
        """Turn what was just written into the claim of an item."""
        self.claim_index, self.value_index = self.value_index, None
        self.claimed_in_id, self.proof = raw_id, ""

    def value(self) -> str:
        """Unseal for sending; for showing to a person go through privacy.rules.revealing.

        Raises CannotUnseal where the customer was erased.
        """
        key = self.customer.wrapped_key
        if key is None or self.value_sealed is None:
            raise sealing.CannotUnseal
        return sealing.unseal(key, self.value_sealed, context=VALUE_CONTEXT)
