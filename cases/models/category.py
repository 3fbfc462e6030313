"""Categories: an editable tree of three classes, translated, each with its department."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass, Severity
from feedback_site.organisation.words import Named


@pghistory.track(append_only=True)
class Category(Named):
    """A kind of problem; retired rather than deleted, so that history keeps its words."""

    code = models.SlugField(_("code"), unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    klass = models.CharField(_("class"), max_length=10, choices=Klass)
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="+", verbose_name=_("department")
    )
    skill = models.ForeignKey(
        "organisation.Skill", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("skill needed"), db_index=False,
    )  # fmt: skip
    default_severity = models.CharField(
        _("usual severity"), max_length=8, choices=Severity, default=Severity.NORMAL
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("klass", "position", "code")
