"""Ledger events: what happened, written in the same transaction as the change itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.ledger.canonical import canonical, leaf_hash
from feedback_site.ledger.models.fields import TransactionIdField


class LedgerEvent(models.Model):
    """One insert-only line of the ledger; the database refuses UPDATE, DELETE and TRUNCATE.

    `subject` names a row such as `case:42`; `actor` is `user:7`, `customer`, `partner:3` or `system`.
    """

    id = models.BigAutoField(primary_key=True)
    epoch = models.IntegerField()
    tx = TransactionIdField()
    writer = models.UUIDField()
    writer_seq = models.BigIntegerField()
    happened_at = models.DateTimeField(_("happened at"))
    actor = models.TextField(_("actor"))
    verb = models.TextField(_("verb"))
    subject = models.TextField(_("subject"))
    commitment = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_event"
        verbose_name = _("ledger event")
        verbose_name_plural = _("ledger events")

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def recomputed_leaf(self) -> bytes:
        """Hash the row again as it stands now."""
        return leaf_hash(
            canonical(
                epoch=self.epoch, tx=self.tx, writer=str(self.writer), writer_seq=self.writer_seq,
                happened_at=self.happened_at, actor=self.actor, verb=self.verb, subject=self.subject,
                commitment=bytes(self.commitment),
            )
        )  # fmt: skip
