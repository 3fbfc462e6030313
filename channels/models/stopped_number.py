"""Numbers that get no texts: whoever holds one asked for none, or it takes none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import StopReason


class StoppedNumber(models.Model):
    """One number, by the blind index of contact points: it holds for every customer who ever gives it.

    Stays when a customer is erased, for what somebody asked for must outlive what we know of them.
    """

    number_index = models.BinaryField(max_length=32, unique=True)
    reason = models.CharField(_("reason"), max_length=11, choices=StopReason)
    stopped_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("number without texts")
        verbose_name_plural = _("numbers without texts")

    def __str__(self) -> str:
        return f"{self.pk} {self.reason}"
