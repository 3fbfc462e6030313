"""Idempotency records: the answer to a key, stored with what the request did."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One partner's key, the fingerprint of its request, and the answer that was given."""

    partner = models.ForeignKey("channels.Partner", models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    raw = models.ForeignKey("channels.RawIntake", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="channels_idempotency_key", fields=("partner", "key")),
        )

    def __str__(self) -> str:
        return self.key
