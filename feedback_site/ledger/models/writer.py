"""Writers: one for each database connection, numbering its events without gaps."""

from django.db import models


class LedgerWriter(models.Model):
    """How many events a connection has written; rolls back together with them."""

    id = models.UUIDField(primary_key=True)
    last_seq = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_writer"

    def __str__(self) -> str:
        return str(self.id)
