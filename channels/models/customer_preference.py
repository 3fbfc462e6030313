"""Preferences: how and when a customer likes to be reached, and what they like, sealed under their key."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import ContactTime, ContactWay
from feedback_site.privacy import sealing

WORDS_CONTEXT = "channels_customerpreference.words"
LONGEST_WORDS = 200


class CustomerPreference(models.Model):
    """What one customer likes; of a merged person the row under whom they are shown carries it."""

    customer = models.OneToOneField(
        "channels.Customer", models.PROTECT, primary_key=True, related_name="preference"
    )
    contact_way = models.CharField(
        _("likes to be reached"), max_length=9, choices=ContactWay, blank=True
    )
    contact_time = models.CharField(_("best time"), max_length=9, choices=ContactTime, blank=True)
    words_sealed = models.BinaryField(null=True)
    updated_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("customer preference")
        verbose_name_plural = _("customer preferences")

    def __str__(self) -> str:
        return f"{self.customer_id}"

    def write_words(self, words: str) -> None:
        """Seal what they like under their customer's key; nothing leaves nothing behind."""
        key = self.customer.wrapped_key
        self.words_sealed = (
            sealing.seal(bytes(key), words, context=WORDS_CONTEXT) if words and key else None
        )

    def words(self) -> str:
        """Unseal what they like; "" where nothing is noted, or the customer was erased."""
        key = self.customer.wrapped_key
        if key is None or self.words_sealed is None:
            return ""
        return sealing.unseal(bytes(key), bytes(self.words_sealed), context=WORDS_CONTEXT)

    def lines(self) -> tuple[str, ...]:
        """Say all of it in the reader's language, one thing a line."""
        said = (self.get_contact_way_display(), self.get_contact_time_display(), self.words())
        return tuple(str(line) for line in said if line)
