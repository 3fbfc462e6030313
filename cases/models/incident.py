"""Incidents: many cases under one head, with a task force, an emergency plan and a record."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import OPEN_INCIDENT, IncidentKind, IncidentState
from cases.kinds import RootCause
from cases.models.case import Case
from cases.models.incident_member import IncidentMember
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Questions about incidents."""

    def visible_to(self, user: User) -> Self:
        """Keep those of this person's stores or task forces, and those with a case that they may see."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        seen = Case.objects.visible_to(user).filter(incident=OuterRef("pk"))
        called = IncidentMember.objects.filter(incident=OuterRef("pk"), person=user, left_at=None)
        return self.filter(Q(store__in=reach.stores) | Exists(called) | Exists(seen))

    def open(self) -> Self:
        """Keep those that are not over."""
        return self.filter(state__in=sorted(OPEN_INCIDENT))


class Incident(models.Model):
    """One major incident; its children are the cases that point at it. Only rules.problems moves it."""

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=IncidentKind)
    state = models.CharField(
        _("state"), max_length=9, choices=IncidentState, default=IncidentState.DECLARED
    )
    summary = models.TextField(_("what is known"))
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("store"),
    )  # fmt: skip
    problem = models.ForeignKey(
        "cases.Problem", models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    declared_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared at"))
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    over_at = models.DateTimeField(_("over since"), null=True, blank=True)
    containment = models.TextField(_("how it was contained"), blank=True)
    root_cause = models.CharField(_("root cause"), max_length=20, choices=RootCause, blank=True)
    action = models.TextField(_("what was done"), blank=True)
    lessons = models.TextField(_("what was learned"), blank=True)
    last_event_seq = models.PositiveIntegerField(default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="cases_incident_solved_with_cause",
                condition=Q(state__in=(IncidentState.SOLVED, IncidentState.REVIEWED))
                & Q(solved_at__isnull=False)
                & ~Q(root_cause="")
                | ~Q(state__in=(IncidentState.SOLVED, IncidentState.REVIEWED)) & Q(solved_at=None),
            ),
            models.CheckConstraint(
                name="cases_incident_over_iff_at",
                condition=Q(state__in=(IncidentState.REVIEWED, IncidentState.CANCELLED))
                & Q(over_at__isnull=False)
                | ~Q(state__in=(IncidentState.REVIEWED, IncidentState.CANCELLED)) & Q(over_at=None),
            ),
        )
        indexes = (models.Index(name="cases_incident_state", fields=("state", "-id")),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """What people call it."""
        return f"I-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the task force is still at it."""
        return self.state in OPEN_INCIDENT

    @property
    def is_over(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.over_at is not None
