"""Files of purchases: kept, sealed, between the page that asks for their columns and the reading."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

BODY_CONTEXT = "channels_purchasefile.body"
# Whoever meant to read it in has done so by then, and the till still has it.
KEPT_FOR = timedelta(days=14)


class PurchaseFileQuerySet(models.QuerySet["PurchaseFile"]):
    """Questions about files of purchases."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who may import."""
        return self if user.can(Ability.SUPERVISE) else self.none()

    def left(self, now: datetime) -> Self:
        """Keep those that nobody read in or dropped in the time for which they are kept."""
        return self.filter(read_at=None, made_at__lte=now - KEPT_FOR)


class PurchaseFile(models.Model):
    """One file; once it is read in, or dropped, its body and its key are gone, and the counts stay.

    `wrong` lists numbers of rows that were not taken, with codes of adapters.purchases.WRONG.
    """

    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(max_length=5)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(_("bytes"))
    wrapped_key = models.BinaryField(null=True)
    body = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    wrong = models.JSONField(default=list)
    made_by = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("uploaded at"))
    read_at = models.DateTimeField(_("read in at"), null=True, blank=True)

    objects = PurchaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of purchases")
        verbose_name_plural = _("files of purchases")
        constraints = (
            models.CheckConstraint(
                name="channels_purchase_file_read_is_gone",
                condition=Q(read_at=None) | Q(body=None, wrapped_key=None),
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def forgotten_at(self) -> datetime:
        """When it is dropped by itself, unless somebody reads it in before."""
        return self.made_at + KEPT_FOR

    def bytes(self) -> bytes:
        """Unseal the file as it came. Raises CannotUnseal once it is read in."""
        if self.wrapped_key is None or self.body is None:
            raise sealing.CannotUnseal
        return sealing.unseal_bytes(bytes(self.wrapped_key), bytes(self.body), context=BODY_CONTEXT)
