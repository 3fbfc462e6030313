"""Attempts: each try to ask the customer, whoever made it and however it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.kinds import AttemptChannel, AttemptOutcome, DayPart


class CallAttempt(models.Model):
    """One try; `made_by` is empty where the customer used their own link or the system sent a message."""

    follow_up = models.ForeignKey("surveys.FollowUp", models.PROTECT, related_name="attempts")
    made_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(_("by"), max_length=10, choices=AttemptChannel)
    outcome = models.CharField(_("outcome"), max_length=12, choices=AttemptOutcome)
    day_part = models.CharField(_("part of the day"), max_length=10, choices=DayPart)
    carried_link = models.BooleanField(_("carried a re-open link"), default=False)
    remark = models.TextField(_("remark"), blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("tried_at",)

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome}"
