"""Counts: how often something was asked for in one window of time."""

from django.db import models


class Count(models.Model):
    """One gate, one source, one window; written by one statement in gates.py, gone soon after its end.

    The table is not logged: a crash of the database forgets counts, and costs nothing else.
    """

    key = models.CharField(max_length=120, primary_key=True)
    times = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.times}"
