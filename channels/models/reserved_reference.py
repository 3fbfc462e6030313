"""Reserved references: given to a device beforehand, for slips that it prints alone."""

from django.db import models


class ReservedReference(models.Model):
    """A reference given to a device beforehand, for a slip it may print alone; gone once its item is here."""

    reference = models.CharField(max_length=12, primary_key=True)
    device = models.ForeignKey("channels.CounterDevice", models.PROTECT, related_name="references")
    reserved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference
