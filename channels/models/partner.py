"""Partners who use the API, and their keys."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey


@pghistory.track(append_only=True)
class Partner(models.Model):
    """An app, web shop, call centre, courier or mall that speaks for customers."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="partners", verbose_name=_("channel")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_authenticated(self) -> bool:
        """A partner stands in request.user of an API call."""
        return True


class PartnerKey(AbstractAPIKey):
    """A partner's key: only a hash of its high-entropy secret is stored."""

    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="keys", verbose_name=_("partner")
    )

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("partner key")  # type: ignore[assignment]
        verbose_name_plural = _("partner keys")  # type: ignore[assignment]
