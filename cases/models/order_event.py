"""The history of a work order: append-only, notes of progress among it."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.order_states import OrderEventKind


class OrderEvent(models.Model):
    """One thing that happened to a work order. The database refuses to change or delete it."""

    order = models.ForeignKey(
        "cases.WorkOrder", models.PROTECT, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("what happened"), max_length=12, choices=OrderEventKind)
    actor = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Where it went, and whom it was given to.
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.TextField(_("what was said"), blank=True)
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("event of a work order")
        verbose_name_plural = _("events of work orders")
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(name="cases_orderevent_seq", fields=("order", "seq")),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.order_id}#{self.seq} {self.kind}"
