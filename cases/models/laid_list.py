"""Checklists on cases: copies of what the site kept when they were laid, with who ticked what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.tickable import Tickable
from feedback_site.organisation.words import Named


class LaidList(Named):
    """One checklist on one case; only rules.knowledge.checklisting writes it, and the counts on the case."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="checklists")
    template = models.ForeignKey("cases.CaseList", models.PROTECT, related_name="+", db_index=False)
    # Of the checklist as it was then.
    number = models.PositiveIntegerField(_("version"))
    is_automatic = models.BooleanField(_("by itself"), default=False)
    laid_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("taken away at"), null=True)

    class Meta(Named.Meta):
        verbose_name = _("checklist of a case")
        verbose_name_plural = _("checklists of cases")
        constraints = (
            # Along this index the page of a case finds its lists, too.
            models.UniqueConstraint(
                name="cases_laid_once", fields=("case", "template"), condition=Q(removed_at=None)
            ),
        )


class LaidStep(Tickable):
    """One step of a checklist on a case."""

    checklist = models.ForeignKey(LaidList, models.PROTECT, related_name="steps")
    is_must = models.BooleanField(_("before solving"), default=False)

    class Meta(Tickable.Meta):
        verbose_name = _("step on a case")
        verbose_name_plural = _("steps on cases")
        constraints = (
            models.CheckConstraint(
                name="cases_laid_step_done_iff_by", condition=Tickable.DONE_IFF_BY
            ),
        )
