"""Recipients of a message to all: each is written down before it goes out, and told once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IncidentRecipient(models.Model):
    """One case or affected customer whom a message reaches; `outgoing` is the letter that carries it.

    Somebody with several cases reads it on each of them and gets one letter: the others have none.
    """

    message = models.ForeignKey(
        "cases.IncidentMessage", models.PROTECT, related_name="recipients", db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, related_name="+", db_index=False
    )
    affected = models.ForeignKey(
        "cases.AffectedCustomer", models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Whoever is the same person has the same number here, and gets one letter.
    person = models.BigIntegerField(null=True)
    language = models.CharField(_("language"), max_length=8)
    told_at = models.DateTimeField(_("told at"), null=True)
    outgoing = models.ForeignKey(
        "channels.Outgoing", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("recipient of a message to all")
        verbose_name_plural = _("recipients of messages to all")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="cases_recipient_one_of_two",
                condition=Q(case=None, affected__isnull=False)
                | Q(case__isnull=False, affected=None),
            ),
            models.UniqueConstraint(
                name="cases_recipient_case_once",
                fields=("message", "case"),
                condition=Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                name="cases_recipient_affected_once",
                fields=("message", "affected"),
                condition=Q(affected__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="cases_recipient_untold", fields=("id",), condition=Q(told_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.case_id or self.affected_id}"
