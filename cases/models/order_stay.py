"""Stays: one department's time with a work order, and its limit in that department's working time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.order_states import LEFT


class OrderStay(models.Model):
    """From when a department has an order to when it is done, refused, sent on or withdrawn.

    The limit is reckoned once, at arrival, and stays as it was promised: `target_seconds` of working time by
    the calendar of that code and version (empty: round the clock).
    """

    order = models.ForeignKey("cases.WorkOrder", models.PROTECT, related_name="stays")
    number = models.PositiveSmallIntegerField(_("number"))
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="+", verbose_name=_("department")
    )
    is_return = models.BooleanField(_("had it before"), default=False)
    arrived_at = models.DateTimeField(_("arrived at"))
    target_seconds = models.PositiveIntegerField(null=True, blank=True)
    calendar = models.CharField(max_length=50, blank=True)
    calendar_version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # The moment of the limit, not of when a sweep came by.
    breached_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    left_by = models.CharField(_("left by"), max_length=10, choices=LEFT, blank=True)

    class Meta:
        verbose_name = _("stay of a work order")
        verbose_name_plural = _("stays of work orders")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(name="cases_stay_number", fields=("order", "number")),
            models.UniqueConstraint(
                name="cases_stay_one_current", fields=("order",), condition=Q(left_at=None)
            ),
            models.CheckConstraint(
                name="cases_stay_left_somehow",
                condition=Q(left_at=None, left_by="") | Q(left_at__isnull=False) & ~Q(left_by=""),
            ),
        )
        indexes = (models.Index(name="cases_stay_left", fields=("left_at",)),)

    def __str__(self) -> str:
        return f"{self.order_id}#{self.number}"
