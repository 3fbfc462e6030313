"""Regions and the stores in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models.calendar import team_calendar
from feedback_site.organisation.words import Named


class Region(Named):
    """A group of stores under one manager."""

    code = models.SlugField(_("code"), unique=True)
    calendar = team_calendar()

    class Meta(Named.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("code",)


class Store(Named):
    """A shop with a counter, its own hours and its own time zone."""

    code = models.SlugField(_("code"), unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="stores", verbose_name=_("region")
    )
    calendar = models.ForeignKey(
        "organisation.BusinessCalendar",
        models.PROTECT,
        related_name="stores",
        verbose_name=_("calendar"),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    is_open = models.BooleanField(_("open for business"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ("code",)
