"""Contact points: sealed, masked, found again by a blind index."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.contacts import masked, normal
from channels.kinds import ContactKind
from feedback_site.privacy import sealing

VALUE_CONTEXT = "channels_contactpoint.value"


class ContactPoint(models.Model):
    """One way to reach one customer."""

    customer = models.ForeignKey("channels.Customer", models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    value_sealed = models.BinaryField(null=True)
    value_masked = models.CharField(_("value"), max_length=120)
    value_index = models.BinaryField(max_length=32, null=True)
    # Digits at the end of a number, for a caller who gives no more; blind as well.
    tail_index = models.BinaryField(max_length=32, null=True, db_index=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen at"))

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = (
            models.UniqueConstraint(name="channels_contact_once", fields=("kind", "value_index")),
        )

    def __str__(self) -> str:
        return self.value_masked

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

    def value(self) -> str:
        """Unseal for sending; for showing to a person go through privacy.rules.revealing.

        Raises CannotUnseal where the customer was erased.
        """
        key = self.customer.wrapped_key
        if key is None or self.value_sealed is None:
            raise sealing.CannotUnseal
        return sealing.unseal(key, self.value_sealed, context=VALUE_CONTEXT)
