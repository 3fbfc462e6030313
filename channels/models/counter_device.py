"""Devices of the counter: tablets and computers that keep entries while the line is down."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.models.account import new_public_id
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

SEALED_AS = "channels_counterdevice.secret_sealed"


class CounterDeviceQuerySet(models.QuerySet["CounterDevice"]):
    """Questions about devices."""

    def visible_to(self, user: User) -> Self:
        """Keep, for those who watch channels, those of their stores; departments help everywhere."""
        if not user.can(Ability.WATCH_CHANNELS):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        return self.filter(store__in=user.reach.stores)


class CounterDevice(models.Model):
    """One browser on one device, which numbers what it keeps without gaps and signs it with its secret.

    `gapless_to` is the number up to which all are here or explained, `highest` the highest that is;
    `given_to`, `kept` (numbers) and `kept_since` are what the device said in its last report.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="devices")
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="+", verbose_name=_("store")
    )
    name = models.CharField(_("name"), max_length=80)
    wrapped_key = models.BinaryField(default=sealing.new_key)
    secret_sealed = models.BinaryField()
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    given_to = models.BigIntegerField(default=0)
    kept = models.JSONField(_("kept on the device"), default=list)
    kept_since = models.DateTimeField(null=True, blank=True)
    highest = models.BigIntegerField(default=0)
    gapless_to = models.BigIntegerField(default=0)

    objects = CounterDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device of the counter")
        verbose_name_plural = _("devices of the counter")
        constraints = (
            models.CheckConstraint(
                name="channels_device_revoked_by",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_device_numbers",
                condition=Q(gapless_to__gte=0, gapless_to__lte=models.F("highest")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def secret(self) -> str:
        """Unseal the secret. Raises CannotUnseal."""
        return sealing.unseal(self.wrapped_key, self.secret_sealed, context=SEALED_AS)

    def write_secret(self, secret: str) -> None:
        """Seal a secret; the caller saves."""
        self.secret_sealed = sealing.seal(bytes(self.wrapped_key), secret, context=SEALED_AS)
