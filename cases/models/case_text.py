"""The searchable text of a case: words and Chinese bigrams of its title and all its messages."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class CaseText(models.Model):
    """Apart from Case, so that a new word does not rewrite the row that queues read."""

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="text")
    terms = SearchVectorField()

    class Meta:
        indexes = (GinIndex(name="cases_text_terms", fields=("terms",), fastupdate=False),)

    def __str__(self) -> str:
        return str(self.case_id)
