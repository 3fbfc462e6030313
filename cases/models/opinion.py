"""Opinions: what one expert was asked for, and answered; once given it stands."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Confidence, ExpertRole
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Questions about opinions."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own, and those on cases that one may see."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        reach = user.reach
        if reach.everything:
            return self
        return self.filter(
            Q(person=user)
            | Q(consultation__case__store__in=reach.stores)
            | Q(consultation__case__department__in=reach.departments)
            | Q(consultation__case__owner=user)
        )

    def awaited(self) -> Self:
        """Keep those that are still expected."""
        return self.filter(given_at=None, consultation__decided_at=None)


class Opinion(models.Model):
    """One expert's place in a consultation: recommendation, how sure, and why; empty until given."""

    consultation = models.ForeignKey(
        "cases.Consultation", models.PROTECT, related_name="opinions", db_index=False
    )
    role = models.CharField(_("role"), max_length=20, choices=ExpertRole)
    person = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False
    )
    recommendation = models.TextField(_("recommendation"), blank=True)
    confidence = models.CharField(_("how sure"), max_length=6, choices=Confidence, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    given_at = models.DateTimeField(_("opinion given at"), null=True, blank=True)
    is_followed = models.BooleanField(_("followed"), default=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("consultation", "pk")
        constraints = (
            models.UniqueConstraint(name="cases_opinion_role", fields=("consultation", "role")),
            models.CheckConstraint(
                name="cases_opinion_given_whole",
                condition=Q(given_at=None, recommendation="", confidence="", reasons="")
                | Q(given_at__isnull=False)
                & ~Q(recommendation="") & ~Q(confidence="") & ~Q(reasons=""),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(
                name="cases_opinion_awaited", fields=("person",), condition=Q(given_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.role}"
