"""Policies: targets of the clocks, matched to cases, in versions."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(append_only=True)
class Policy(models.Model):
    """One version of a time-limit policy; a change is a new version, and the old one gets its `until`.

    `match` maps classes, categories, priorities, stores, tiers, schemes and remedies (what the customer
    asks for) to lists of codes; an empty or missing list takes any. `targets` is a list of {"clock",
    "seconds", "priorities", "calendar", "pause_reasons", "retarget_mode", "warn_at", "warn_before"}, as
    cases.sla.terms.PolicyTarget reads them. A version that is off sets no case a target.
    """

    code = models.SlugField(_("code"))
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=100, help_text=_("The lowest rank wins, clock by clock.")
    )
    match = models.JSONField(_("for which cases"), default=dict, blank=True)
    targets = models.JSONField(_("targets"), default=list)
    reopen_mode = models.CharField(_("on re-opening"), max_length=10, default="new_cycle")
    on_disable = models.CharField(_("when it ends"), max_length=10, default="continue")
    is_on = models.BooleanField(
        _("in use"), default=True, db_default=True,
        help_text=_("Off, no case gets its limits; it stays here for being turned on."),
    )  # fmt: skip
    since = models.DateTimeField(_("in force since"), null=True, blank=True)
    until = models.DateTimeField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("time-limit policy")
        verbose_name_plural = _("time-limit policies")
        ordering = ("rank", "code", "-version")
        constraints = (
            models.UniqueConstraint(name="cases_policy_version", fields=("code", "version")),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
