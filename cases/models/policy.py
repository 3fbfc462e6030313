"""Policies: targets of the clocks, matched to cases, in versions."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import Klass


@pghistory.track(append_only=True)
class Policy(models.Model):
    """Time limits for the cases it matches; the highest rank wins.

    `targets` maps a clock's code to {"seconds": n, "pauses": [reasons], "by_priority": {code: n}}. A new
    version is a new row; open cycles continue on the version they were opened with.
    """

    code = models.SlugField(_("code"))
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    klass = models.CharField(_("class"), max_length=10, choices=Klass, blank=True)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+"
    )
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    calendar = models.ForeignKey(
        "organisation.BusinessCalendar", models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Empty: round the clock."),
    )  # fmt: skip
    targets = models.JSONField(_("targets"), default=dict)
    reopen_mode = models.CharField(_("on re-opening"), max_length=10, default="new_cycle")
    retarget_mode = models.CharField(_("on change of priority"), max_length=12, default="from_start")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("time-limit policy")
        verbose_name_plural = _("time-limit policies")
        ordering = ("-rank", "code", "-version")
        constraints = (
            models.UniqueConstraint(name="cases_policy_version", fields=("code", "version")),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
