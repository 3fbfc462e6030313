"""Limits of departments (OLA): how long each may take for which kind of work, in whose working time."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.order_states import WorkKind
from feedback_site.worded_constraints import WordedCheck, WordedUnique


@pghistory.track(append_only=True)
class WorkLimit(models.Model):
    """One limit; of those that fit, the department's own kind is taken first, then its own, then the kind's.

    A change holds for orders that arrive from then on.
    """

    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"), help_text=_("Empty: any."),
    )  # fmt: skip
    kind = models.CharField(
        _("kind of work"), max_length=12, choices=WorkKind, blank=True, help_text=_("Empty: any.")
    )
    minutes = models.PositiveIntegerField(
        _("minutes"), validators=(MinValueValidator(1),),
        help_text=_("Of the working time below: 480 are eight hours."),
    )  # fmt: skip
    calendar = models.ForeignKey(
        "organisation.BusinessCalendar", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("working times"), help_text=_("Empty: round the clock."),
    )  # fmt: skip
    warn_at = models.PositiveSmallIntegerField(
        _("warn at (per cent)"), default=80,
        validators=(MinValueValidator(1), MaxValueValidator(99)),
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("limit of a department")
        verbose_name_plural = _("limits of departments")
        ordering = ("department", "kind")
        constraints = (
            WordedUnique(
                name="cases_worklimit_once",
                fields=("department", "kind"),
                nulls_distinct=False,
                violation_error_message=_(
                    "There is a limit for this department and kind of work already. Change the line that "
                    "is there."
                ),
            ),
            WordedCheck(
                name="cases_worklimit_positive",
                condition=Q(minutes__gt=0),
                violation_error_message=_("Give one minute at least."),
            ),
            WordedCheck(
                name="cases_worklimit_warns_before",
                condition=Q(warn_at__gt=0, warn_at__lt=100),
                violation_error_message=_("Warn at 1 to 99 percent of the time."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.department or '*'} · {self.get_kind_display() or '*'}"
