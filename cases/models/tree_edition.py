"""Editions of the tree of categories: all of it after each change, who made it, when and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import EditionKind, OpenCases


class TreeEdition(models.Model):
    """One edition; `content` is the whole tree, as a list of what cases.rules.categories.editing writes.

    Only whether open cases still follow changes later.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("what was done"), max_length=8, choices=EditionKind)
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="editions",
        verbose_name=_("category"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    content = models.JSONField(_("tree"))
    open_cases = models.CharField(_("open cases"), max_length=6, choices=OpenCases, blank=True)
    is_carrying = models.BooleanField(_("open cases still follow"), default=False, db_default=False)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    made_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("edition of the categories")
        verbose_name_plural = _("editions of the categories")
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                name="cases_edition_has_reason",
                condition=Q(kind=EditionKind.BEGUN, category=None)
                | ~Q(kind=EditionKind.BEGUN) & ~Q(reason="") & Q(made_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
