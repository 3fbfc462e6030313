"""Purchases: what somebody bought, told by a partner or a file of ours, sealed under a key of its own."""

import json
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels.purchases import money, order_key_of, warranty_end
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

DETAILS_CONTEXT = "channels_purchase.details"


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    """Questions about purchases."""

    def visible_to(self, user: User) -> Self:
        """Keep those of this person's stores, and those of no store, such as a web shop's."""
        if not (user.can(Ability.SEE_CASES) or user.can(Ability.TAKE_FEEDBACK)):
            return self.none()
        reach = user.reach
        if reach.everything or reach.departments:
            return self
        return self.filter(Q(store=None) | Q(store__in=reach.stores))

    def numbered(self, order_number: str) -> Self:
        """Keep those under this order number, however it is spelled: two partners may count alike."""
        return self.filter(order_key=order_key_of(order_number))


class Purchase(models.Model):
    """One order of a customer, whom nothing here names: whose it is, is asked anew each time.

    A partner's numbers are its own; without a partner it is from a file of ours. `says` is a keyed hash of
    all that was told, by which the same told again is known. Without a wrapped key it was erased.
    """

    partner = models.ForeignKey(
        "channels.Partner", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    order_number = models.CharField(_("order number"), max_length=40)
    order_key = models.CharField(max_length=40)
    store = models.ForeignKey(
        "organisation.Store",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    bought_at = models.DateTimeField(_("bought at"))
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    lot = models.CharField(_("machine or lot"), max_length=80, blank=True)
    warranty_months = models.PositiveSmallIntegerField(
        _("months of warranty"), null=True, blank=True
    )
    wrapped_key = models.BinaryField(null=True)
    details_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    email_index = models.BinaryField(max_length=32, null=True)
    says = models.BinaryField(max_length=32)
    kept_at = models.DateTimeField(_("kept since"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = (
            models.UniqueConstraint(
                name="channels_purchase_once", fields=("order_key", "partner"), nulls_distinct=False
            ),
            models.CheckConstraint(
                name="channels_purchase_amount_has_currency",
                condition=Q(amount_minor=None) | ~Q(currency=""),
            ),
        )
        indexes = (
            models.Index(
                name="channels_purchase_phone",
                fields=("phone_index",),
                condition=Q(phone_index__isnull=False),
            ),
            models.Index(
                name="channels_purchase_email",
                fields=("email_index",),
                condition=Q(email_index__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.order_number

    @property
    def amount(self) -> str:
        """What was paid, in words; "" where that was not told."""
        return "" if self.amount_minor is None else money(self.amount_minor, self.currency)

    @property
    def lines(self) -> tuple[str, ...]:
        """What was bought, one thing each; nothing after erasure."""
        return tuple(self._details.get("lines", ()))

    @property
    def words(self) -> str:
        """What was bought, in one line."""
        return "、".join(self.lines) or self.order_number

    @property
    def serial(self) -> str:
        """The serial number of equipment; "" where none was told."""
        return str(self._details.get("serial", ""))

    def warranty_ends_on(self) -> date | None:
        """Work out the last day of the warranty, in our own time zone; None where none was told."""
        if self.warranty_months is None:
            return None
        return warranty_end(timezone.localtime(self.bought_at).date(), self.warranty_months)

    def write_details(self, *, lines: tuple[str, ...], serial: str) -> None:
        """Seal what was bought under the row's own key; the caller saves."""
        self.wrapped_key = self.wrapped_key or sealing.new_key()
        details = json.dumps({"lines": lines, "serial": serial}, ensure_ascii=False)
        self.details_sealed = sealing.seal(
            bytes(self.wrapped_key), details, context=DETAILS_CONTEXT
        )

    @cached_property
    def _details(self) -> dict[str, Any]:
        if self.wrapped_key is None or self.details_sealed is None:
            return {}
        plain = sealing.unseal(self.wrapped_key, self.details_sealed, context=DETAILS_CONTEXT)
        return dict(json.loads(plain))
