"""Epochs: one for each life of the database, so that a restore is explicit."""

from django.db import models


class LedgerEpoch(models.Model):
    """A span of the ledger on one database cluster; transaction ids are comparable only inside it."""

    number = models.IntegerField(primary_key=True)
    system_identifier = models.BigIntegerField()
    opened_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_epoch"

    def __str__(self) -> str:
        return str(self.number)
