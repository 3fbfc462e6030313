"""One case of a sample: what the first, the second and where they differ a third person chose."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class DoubleCodingQuerySet(models.QuerySet["DoubleCoding"]):
    """Questions about what is coded twice."""

    def visible_to(self, user: User) -> Self:
        """Keep those of cases that this person may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def to_code(self, user: User) -> Self:
        """Keep what waits for a second person, and may be coded by this one."""
        if not user.can(Ability.WORK_CASES):
            return self.none()
        return self.visible_to(user).filter(second=None).exclude(first_coder=user)

    def coded(self) -> Self:
        """Keep those that two people have coded."""
        return self.filter(second__isnull=False)

    def disputed(self) -> Self:
        """Keep those on which the two differ, and nobody has decided."""
        return self.coded().exclude(second=F("first")).filter(decided=None)

    def to_decide(self, user: User) -> Self:
        """Keep what differs, and may be decided by this third person."""
        if not user.can(Ability.SUPERVISE):
            return self.none()
        theirs = Q(first_coder=user) | Q(second_coder=user)
        return self.visible_to(user).disputed().exclude(theirs)


class DoubleCoding(models.Model):
    """The codes of one case; nobody codes it twice."""

    sample = models.ForeignKey("cases.CodingSample", models.PROTECT, related_name="codings")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    # The order in which a sample is gone through, which tells nothing of classes.
    position = models.PositiveSmallIntegerField()
    first = models.ForeignKey("cases.Category", models.PROTECT, related_name="+")
    first_coder = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    second = models.ForeignKey("cases.Category", models.PROTECT, null=True, related_name="+")
    second_coder = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+"
    )
    second_at = models.DateTimeField(_("coded at"), null=True)
    decided = models.ForeignKey("cases.Category", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = DoubleCodingQuerySet.as_manager()

    class Meta:
        verbose_name = _("case coded twice")
        verbose_name_plural = _("cases coded twice")
        ordering = ("sample", "position")
        constraints = (
            models.CheckConstraint(
                name="cases_coding_second_is_another",
                condition=Q(second=None, second_coder=None, second_at=None)
                | Q(second__isnull=False, second_at__isnull=False)
                & Q(second_coder__isnull=False)
                & ~Q(second_coder=F("first_coder")),
            ),
            models.CheckConstraint(
                name="cases_coding_third_is_another",
                condition=Q(decided=None, decided_by=None, decided_at=None)
                | Q(decided__isnull=False, decided_at__isnull=False, second__isnull=False)
                & Q(decided_by__isnull=False)
                & ~Q(decided_by=F("first_coder"))
                & ~Q(decided_by=F("second_coder")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.position}"
