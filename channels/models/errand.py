"""Errands: what must still be asked of a messenger about a message that is here already."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class ErrandQuerySet(models.QuerySet["Errand"]):
    """Questions about errands."""

    def due(self, now: datetime) -> Self:
        """Keep what may be asked for now: its time has come, and nobody is at it."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now)


class Errand(models.Model):
    """One thing to fetch: a file of a message, or without attachment the name of who wrote it.

    What to ask for stands in the message's raw item, the file at `position` among those it names. A
    row is gone once its errand is done, or will never be.
    """

    message = models.ForeignKey("channels.Message", models.CASCADE, related_name="errands")
    attachment = models.OneToOneField(
        "channels.Attachment", models.CASCADE, null=True, related_name="errand"
    )
    position = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=250, blank=True)

    objects = ErrandQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.message_id}/{self.position}"
