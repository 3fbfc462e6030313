"""Counts of tries to sign in: rows, so that all web processes count together."""

from django.db import models


class SignInCount(models.Model):
    """How often one address tried lately, alone or for one name; the key is a keyed hash of them.

    Within its window, tries beyond the limit are refused; a sign-in that works takes its try back.
    """

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    began_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.tries}"
