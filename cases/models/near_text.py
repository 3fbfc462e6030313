"""By what the text of a case is found again in other words: a sample of its rare grams."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class NearText(models.Model):
    """Apart from Case, so that queues need not read it; its row says that a case has been compared."""

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    opened_at = models.DateTimeField()
    keys = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = (GinIndex(name="cases_near_keys", fields=("keys",)),)

    def __str__(self) -> str:
        return str(self.case_id)
