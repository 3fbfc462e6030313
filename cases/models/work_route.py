"""Routes: which department does which kind of work."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.order_states import WorkKind
from feedback_site.worded_constraints import WordedUnique


@pghistory.track(append_only=True)
class WorkRoute(models.Model):
    """One line of the routing table; of those that fit, the one that says most is taken."""

    kind = models.CharField(
        _("kind of work"), max_length=12, choices=WorkKind, blank=True, help_text=_("Empty: any.")
    )
    category = models.ForeignKey(
        "cases.Category", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("category"), help_text=_("Of the case. Empty: any."),
    )  # fmt: skip
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="+", verbose_name=_("goes to")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("route of work orders")
        verbose_name_plural = _("routes of work orders")
        ordering = ("kind", "category")
        constraints = (
            WordedUnique(
                name="cases_route_once",
                fields=("kind", "category"),
                nulls_distinct=False,
                violation_error_message=_(
                    "There is a route for this kind of work and category already. Change the line that is "
                    "there."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display() or '*'} · {self.category or '*'}"
