"""Two customers who may be one person: proposed with reasons, and what somebody decided."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from channels.kinds import PairState
from channels.likeness import REASONS
from channels.models.customer import Customer
from feedback_site.organisation.models import User


class CustomerPairQuerySet(models.QuerySet["CustomerPair"]):
    """Questions about pairs."""

    def visible_to(self, user: User) -> Self:
        """Keep pairs of whom both are within this person's reach."""
        seen = Customer.objects.visible_to(user).order_by().values("pk")
        return self.filter(low__in=seen, high__in=seen)

    def to_decide(self) -> Self:
        """Keep what nobody has decided, also not by merging both into a third."""
        return self.alias(
            low_head=Coalesce("low__person", "low"), high_head=Coalesce("high__person", "high")
        ).filter(~Q(low_head=F("high_head")), state=PairState.OPEN)


class CustomerPair(models.Model):
    """Each two customers once, the lower number first; what was declined is never proposed again."""

    low = models.ForeignKey("channels.Customer", models.PROTECT, related_name="+")
    high = models.ForeignKey("channels.Customer", models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=PairState, default=PairState.OPEN)
    # Out of a hundred, and the codes of the reasons, the weightiest first.
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found at"))
    # Who was merged into whom, while they are.
    joined = models.ForeignKey("channels.Customer", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = CustomerPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        constraints = (
            models.UniqueConstraint(name="channels_pair_once", fields=("low", "high")),
            models.CheckConstraint(name="channels_pair_in_order", condition=Q(low__lt=F("high"))),
            models.CheckConstraint(
                name="channels_pair_decided_iff_at",
                condition=Q(state=PairState.OPEN, decided_at=None)
                | ~Q(state=PairState.OPEN) & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_pair_merged_iff_joined",
                condition=Q(state=PairState.MERGED, joined__isnull=False)
                | ~Q(state=PairState.MERGED) & Q(joined=None),
            ),
        )
        indexes = (
            models.Index(
                name="channels_pair_open",
                fields=("-score", "-id"),
                condition=Q(state=PairState.OPEN),
            ),
        )

    def __str__(self) -> str:
        return f"{self.low_id} {self.high_id}"

    @property
    def reasons_in_words(self) -> list[str]:
        """Say why they may be one person."""
        return [str(REASONS[code]) for code in self.reasons if code in REASONS]
