"""Emergency plans: what is to be done for each kind of incident, and what of it was done."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import IncidentKind, TaskForceRole
from feedback_site.organisation.words import Named


@pghistory.track(append_only=True)
class ChecklistItem(Named):
    """One line of the plan of a kind; it is copied into an incident when that is declared."""

    kind = models.CharField(_("kind"), max_length=8, choices=IncidentKind)
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    role = models.CharField(_("role"), max_length=13, choices=TaskForceRole)
    is_active = models.BooleanField(_("in use"), default=True, db_default=True)

    class Meta(Named.Meta):
        verbose_name = _("line of an emergency plan")
        verbose_name_plural = _("emergency plans")
        ordering = ("kind", "position", "pk")
