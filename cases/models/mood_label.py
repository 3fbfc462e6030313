"""Moods of cases as people found them, from which the reading of moods learns."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import Mood
from cases.models.case import Case
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class MoodLabelQuerySet(models.QuerySet["MoodLabel"]):
    """Questions about moods that people found."""

    def visible_to(self, user: User) -> Self:
        """Keep those of cases that this person may see."""
        if user.can(Ability.SEE_CASES) and user.reach.everything:
            return self
        return self.filter(case__in=Case.objects.visible_to(user))

    def latest_of_each(self) -> Self:
        """Keep the last word on each case, oldest first."""
        last = MoodLabel.objects.order_by("case", "-pk").distinct("case").values("pk")
        return self.filter(pk__in=last).order_by("pk")


class MoodLabel(models.Model):
    """One decision of a person on the mood of a case, confirmed or corrected; a later one takes its place.

    The words stay with the submission: what is erased is learned from no longer.
    """

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="mood_labels", db_index=False
    )
    mood = models.CharField(_("mood"), max_length=8, choices=Mood)
    # What had been read.
    guessed = models.CharField(_("guessed"), max_length=8, blank=True)
    decided_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = MoodLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("mood label")
        verbose_name_plural = _("mood labels")
        ordering = ("-pk",)
        indexes = (models.Index(name="cases_mood_label_case", fields=("case", "-id")),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.mood}"
