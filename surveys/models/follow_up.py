"""Follow-ups: one for each resolution, until the customer has answered or cannot be reached."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from surveys.kinds import FollowUpState


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Questions about follow-ups."""

    def visible_to(self, user: User) -> Self:
        """Keep those of cases that this person may see, except the ones they solved themselves."""
        if not user.can(Ability.CALL_BACK):
            return self.none()
        mine = self.exclude(case__resolver=user)
        if user.can(Ability.SEE_CASES) and user.reach.everything:
            return mine
        return mine.filter(case__in=Case.objects.visible_to(user))

    def to_do(self, now: datetime) -> Self:
        """Keep those whose next attempt is due; a resolution taken back needs no asking."""
        return self.filter(
            state=FollowUpState.OPEN,
            due_at__lte=now,
            case__state=CaseState.VERIFYING,
            resolution_number=F("case__resolution_number"),
        )


class FollowUp(models.Model):
    """The asking after one resolution of one case."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    resolution_number = models.PositiveSmallIntegerField(_("resolution"))
    state = models.CharField(
        _("state"), max_length=12, choices=FollowUpState, default=FollowUpState.OPEN
    )
    due_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("created at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score, 1 to 5"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ("due_at",)
        constraints = (
            models.UniqueConstraint(
                name="surveys_follow_up_once", fields=("case", "resolution_number")
            ),
            models.CheckConstraint(
                name="surveys_follow_up_score",
                condition=Q(score=None) | Q(score__gte=1, score__lte=5),
            ),
        )
        indexes = (
            models.Index(
                name="surveys_follow_up_due", fields=("due_at",), condition=Q(state="open")
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} #{self.resolution_number}"
