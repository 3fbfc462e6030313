"""Conversations: everything said under one reference, and the code that opens it to its customer."""

import hmac

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.references import access_code, code_digest


class Conversation(models.Model):
    """One thread with one customer; status page, mail and phone all speak of its reference."""

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="conversations", db_index=False
    )
    customer = models.ForeignKey(
        "channels.Customer", models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    # By which point its customer speaks on it, where a messenger proves that; they are answered there.
    contact_point = models.ForeignKey(
        "channels.ContactPoint", models.PROTECT, null=True, blank=True, db_index=False,
        related_name="conversations",
    )  # fmt: skip
    partner = models.ForeignKey(
        "channels.Partner", models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    language = models.CharField(_("language"), max_length=8, default="zh-hant")
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    access_digest = models.BinaryField(max_length=32)
    access_version = models.PositiveSmallIntegerField(default=1)
    access_expires_at = models.DateTimeField(_("access code valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = (
            models.Index(
                name="channels_conversation_point",
                fields=("contact_point", "opened_at"),
                condition=Q(contact_point__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def access_code(self) -> str:
        """The code in force; derived, never stored."""
        return access_code(_key(), self.reference, self.access_version)

    def new_access(self, *, version: int = 1) -> None:
        """Give out a code of this version; every older one is void from now on."""
        self.access_version = version
        self.access_digest = self.digest_of(self.reference, version)

    @staticmethod
    def digest_of(reference: str, version: int = 1) -> bytes:
        """Give what is kept of the code of a reference, for who writes the row without the model."""
        return code_digest(access_code(_key(), reference, version))

    def opens_with(self, code: str) -> bool:
        """Compare a typed code in constant time; expiry is the caller's question, it knows the time."""
        return hmac.compare_digest(bytes(self.access_digest), code_digest(code))


def _key() -> bytes:
    return bytes.fromhex(settings.TOKEN_KEY)
