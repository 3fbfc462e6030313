"""Seals: a signed hash chain over everything that is finished."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.ledger.models.fields import TransactionIdField


class LedgerSeal(models.Model):
    """Covers every event of `epoch` whose transaction id is in [from_tx, to_tx)."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    epoch = models.IntegerField()
    from_tx = TransactionIdField()
    to_tx = TransactionIdField()
    count = models.IntegerField(_("events"))
    root = models.BinaryField()
    previous = models.BinaryField()
    head = models.BinaryField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        managed = False
        db_table = "ledger_seal"
        verbose_name = _("ledger seal")
        verbose_name_plural = _("ledger seals")

    def __str__(self) -> str:
        return f"#{self.number} {bytes(self.head).hex()[:12]}"
