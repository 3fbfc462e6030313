"""Service tiers: what a customer is entitled to beside everybody's limits; edited as rows."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named


@pghistory.track(append_only=True)
class ServiceTier(Named):
    """A group of customers with time limits of their own; retired rather than deleted."""

    code = models.SlugField(_("code"), unique=True)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=100, help_text=_("The lowest is served first; 1 is the top tier.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("service tier")
        verbose_name_plural = _("service tiers")
        ordering = ("rank", "code")
