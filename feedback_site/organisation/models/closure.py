"""Closures of one store: hours in which it was shut against its calendar, told when it became known."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models.user import User
from feedback_site.organisation.roles import Ability


class StoreClosureQuerySet(models.QuerySet["StoreClosure"]):
    """Questions about closures."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the stores that this person supervises."""
        if not user.can(Ability.SUPERVISE):
            return self.none()
        reach = user.reach
        return self if reach.everything else self.filter(store__in=reach.stores)


@pghistory.track(append_only=True)
class StoreClosure(models.Model):
    """A store is shut from a moment to the end of a day; lifting it ends it earlier. Nothing is deleted."""

    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="closures", verbose_name=_("store")
    )
    begins_at = models.DateTimeField(_("closed from"))
    # In the time zone of the store's calendar.
    ends_at = models.DateTimeField(_("closed until"))
    reason = models.CharField(_("reason"), max_length=200)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Limits count it from here on: before, nobody knew.
    recorded_at = models.DateTimeField(_("recorded at"))
    lifted_at = models.DateTimeField(_("open again since"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StoreClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure of a store")
        verbose_name_plural = _("closures of stores")
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="organisation_closure_lasts", condition=Q(ends_at__gt=F("begins_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.store} {self.begins_at:%Y-%m-%d}"
