"""How rare grams of characters are, as counted last."""

from django.db import models


class NearWeights(models.Model):
    """In how many of the latest texts each box of grams was met; the newest row is in force."""

    made_at = models.DateTimeField()
    texts = models.PositiveIntegerField()
    counts = models.BinaryField()

    class Meta:
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.texts} texts"
