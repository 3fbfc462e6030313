"""Events of batches: what was done, by whom, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import BatchEventKind


class BatchEvent(models.Model):
    """One thing that was done with a batch; a correction is one more, nothing is written over."""

    batch = models.ForeignKey("channels.Batch", models.PROTECT, related_name="events")
    kind = models.CharField(_("what was done"), max_length=12, choices=BatchEventKind)
    sheet = models.PositiveSmallIntegerField(_("sheet"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    actor = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("event of a batch")
        verbose_name_plural = _("events of batches")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"
