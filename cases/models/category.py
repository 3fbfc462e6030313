"""Categories: an editable tree of three classes, translated, each with its department."""

from collections.abc import Mapping

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass, Priority, Severity
from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedCheck


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
    # Never less than this, whatever severity and urgency say; empty leaves it to them.
    default_priority = models.CharField(
        _("least priority"), max_length=6, choices=Priority, blank=True, default="", db_default=""
    )
    # Codes of cases.facts.OF_CATEGORY that whoever sorts must know.
    required_facts = models.JSONField(
        _("asked for when sorting"), default=list, db_default=[], blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    # Which category took its place when it was taken out of use.
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("successor"), db_index=False,
    )  # fmt: skip

    class Meta(Named.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("klass", "position", "code")
        constraints = (
            WordedCheck(
                name="cases_category_retired_for_another",
                condition=Q(successor=None) | Q(is_active=False) & ~Q(successor=F("id")),
                violation_error_message=_(
                    "Only a category that is out of use has a successor, and never itself."
                ),
            ),
        )

    def standing(self, rows: "Mapping[int, Category]") -> "Category":
        """Whatever of all `rows` by id stands in its place now: itself, or the last of its successors."""
        found = self
        while not found.is_active and found.successor_id is not None:
            found = rows[found.successor_id]
        return found
