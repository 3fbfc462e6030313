"""Affected customers: of the same order, machine or lot, and without a complaint."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import ContactHow


class AffectedCustomer(models.Model):
    """Somebody of the same order, machine or lot who has not complained.

    Their contact is a contact point like any other: sealed under its customer's key, and forgotten with it.
    """

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="affected")
    order_number = models.CharField(_("order number"), max_length=80, blank=True)
    contact_point = models.ForeignKey("channels.ContactPoint", models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=8)
    added_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("listed at"))
    contacted_how = models.CharField(_("contacted"), max_length=11, choices=ContactHow, blank=True)
    contacted_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    contacted_at = models.DateTimeField(_("contacted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("affected customer")
        verbose_name_plural = _("affected customers")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="cases_affected_once", fields=("incident", "contact_point")
            ),
            models.CheckConstraint(
                name="cases_affected_contacted_iff_at",
                condition=Q(contacted_how="", contacted_at=None)
                | ~Q(contacted_how="") & Q(contacted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident_id} {self.order_number}"
