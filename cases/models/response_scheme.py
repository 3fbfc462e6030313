"""Response schemes: another set of time limits that a store, or a partner's contract, may choose."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named
from feedback_site.worded_constraints import WordedCheck


@pghistory.track(append_only=True)
class ResponseScheme(Named):
    """A scheme that policies may match; the shipped one is tiered by kind of problem (requirement C6)."""

    code = models.SlugField(_("code"), unique=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("response scheme")
        verbose_name_plural = _("response schemes")
        ordering = ("code",)


@pghistory.track(append_only=True)
class SchemeUse(models.Model):
    """Who chose a scheme: one store, or one partner by contract; each has at most one."""

    scheme = models.ForeignKey(ResponseScheme, models.PROTECT, related_name="uses")
    store = models.OneToOneField(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("store"),
    )  # fmt: skip
    partner = models.OneToOneField(
        "channels.Partner", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("partner"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("use of a response scheme")
        verbose_name_plural = _("uses of response schemes")
        constraints = (
            WordedCheck(
                name="cases_scheme_use_of_one",
                condition=Q(store=None, partner__isnull=False)
                | Q(store__isnull=False, partner=None),
                violation_error_message=_("Choose a store or a partner, and not both."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} · {self.store or self.partner}"
