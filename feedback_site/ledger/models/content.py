"""What an event said, and the salt of its commitment; erasable, so that proofs outlive persons."""

from django.db import models


class LedgerContent(models.Model):
    """The body of one event; deleting the row breaks no proof."""

    event_id = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_content"

    def __str__(self) -> str:
        return str(self.event_id)
