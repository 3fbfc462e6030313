"""Two cases told in nearly the same words: proposed as one matter, and what somebody decided."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import NearState


class NearDuplicateQuerySet(models.QuerySet["NearDuplicate"]):
    """Questions about near duplicates."""

    def to_decide(self) -> Self:
        """Keep what nobody has decided."""
        return self.filter(state=NearState.OPEN)


class NearDuplicate(models.Model):
    """`case` came later than `other`; what was declined stays written down, and is not proposed again."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="near_duplicates")
    other = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    # In per cent; the longest runs that both share.
    similarity = models.PositiveSmallIntegerField(_("similarity"))
    words = models.JSONField(_("shared words"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=NearState, default=NearState.OPEN)
    found_at = models.DateTimeField(_("found at"))
    decided_by = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = NearDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = (
            models.UniqueConstraint(name="cases_near_once", fields=("case", "other")),
            models.CheckConstraint(name="cases_near_not_itself", condition=~Q(case=F("other"))),
            models.CheckConstraint(
                name="cases_near_decided_iff_at",
                condition=Q(state=NearState.OPEN, decided_at=None)
                | ~Q(state=NearState.OPEN) & Q(decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id} {self.similarity}%"
