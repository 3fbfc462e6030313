"""Numbers of devices: what became of each that a device gave to an entry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeviceNumber(models.Model):
    """What became of one number of a device: its item came, or a person says why none will."""

    device = models.ForeignKey("channels.CounterDevice", models.PROTECT, related_name="numbers")
    number = models.BigIntegerField(_("number"))
    raw = models.OneToOneField(
        "channels.RawIntake", models.PROTECT, null=True, blank=True, related_name="device_number"
    )
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    explained_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("number of a device")
        verbose_name_plural = _("numbers of devices")
        constraints = (
            models.UniqueConstraint(
                name="channels_device_number_once", fields=("device", "number")
            ),
            models.CheckConstraint(
                name="channels_device_number_item_or_reason",
                condition=Q(raw__isnull=False) | ~Q(reason="") & Q(explained_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.device_id}/{self.number}"
