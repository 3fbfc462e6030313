"""What can be ticked: steps of a list, of a case as of an incident, each with who said that it is done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import Named


class Tickable(Named):
    """One thing to do: who ticked it, and when; both or neither."""

    DONE_IFF_BY: ClassVar[Q] = Q(done_by=None, done_at=None) | Q(
        done_by__isnull=False, done_at__isnull=False
    )

    position = models.PositiveSmallIntegerField(_("position"), default=10)
    done_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta(Named.Meta):
        abstract = True
        ordering = ("position", "pk")

    @property
    def is_done(self) -> bool:
        """Whether somebody said that it is done."""
        return self.done_at is not None
