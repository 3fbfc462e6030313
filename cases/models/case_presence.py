"""Presence: who else has a case open just now, and whether they are writing."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

# A page asks every twenty seconds whether its case has changed; two answers missed, and it is shut.
SILENT_AFTER = timedelta(seconds=50)


class CasePresenceQuerySet(models.QuerySet["CasePresence"]):
    """Questions about who is there."""

    def heard_of(self, now: datetime) -> Self:
        """Keep those whose page has been heard of lately."""
        return self.filter(seen_at__gt=now - SILENT_AFTER)


class CasePresence(models.Model):
    """The last time that one person's page of a case was heard of; no history, and nobody's hours."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="presences")
    user = models.ForeignKey("organisation.User", models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField(_("last heard of at"))
    is_writing = models.BooleanField(_("is writing"), default=False, db_default=False)

    objects = CasePresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence at a case")
        verbose_name_plural = _("presences at cases")
        constraints = (
            models.UniqueConstraint(name="cases_presence_once", fields=("user", "case")),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"
