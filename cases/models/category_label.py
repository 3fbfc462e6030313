"""Labels: what people found the category of a case to be, from which the reading learns."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import LabelKind
from cases.models.case import Case
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class CategoryLabelQuerySet(models.QuerySet["CategoryLabel"]):
    """Questions about labels."""

    def visible_to(self, user: User) -> Self:
        """Keep those of cases that this person may see."""
        if user.can(Ability.SEE_CASES) and user.reach.everything:
            return self
        return self.filter(case__in=Case.objects.visible_to(user))

    def latest_of_each(self) -> Self:
        """Keep the last word on each case, oldest case first."""
        last = CategoryLabel.objects.order_by("case", "-pk").distinct("case").values("pk")
        return self.filter(pk__in=last).order_by("pk")


class CategoryLabel(models.Model):
    """One decision of a person on the category of a case; a later one takes its place.

    The words stay with the submission and are read there when something is learned: what is erased is
    learned from no longer, and there is no second copy to erase.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="labels")
    category = models.ForeignKey("cases.Category", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=LabelKind)
    # What had been read: a code that may be of no category by now, how sure, and by which model.
    guessed = models.CharField(_("guessed"), max_length=50, blank=True)
    confidence = models.FloatField(_("confidence"), default=0.0)
    was_sorted = models.BooleanField(_("sorted without a person"), default=False)
    version = models.PositiveIntegerField(_("version"), null=True)
    decided_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = CategoryLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("category label")
        verbose_name_plural = _("category labels")
        ordering = ("-pk",)
        indexes = (
            models.Index(name="cases_label_case", fields=("case", "-id")),
            models.Index(name="cases_label_decided", fields=("decided_at",)),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
