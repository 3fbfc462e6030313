"""Skills: what somebody must know to handle a kind of case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named


class Skill(Named):
    """One skill; its code is what categories and people's files refer to. Retired rather than deleted."""

    code = models.SlugField(_("code"), unique=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ("code",)
