"""Departments, which answer for categories of cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.kinds import Giving
from feedback_site.organisation.models.calendar import team_calendar
from feedback_site.organisation.words import Named


class Department(Named):
    """A team that owns a kind of problem; its code is what category trees refer to."""

    code = models.SlugField(_("code"), unique=True)
    calendar = team_calendar()
    # Whatever it says, a case is given to somebody before its limit passes.
    giving = models.CharField(
        _("who gets its cases"), max_length=10, choices=Giving, default=Giving.SUGGEST,
        db_default=Giving.SUGGEST,
    )  # fmt: skip

    class Meta(Named.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("code",)
