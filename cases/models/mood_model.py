"""Versions of what reads moods: each fitted from scratch, judged, and used or not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MoodModel(models.Model):
    """One version. `numbers` is the file of the learner; it holds nothing that runs."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    numbers = models.BinaryField()
    labels = models.PositiveIntegerField(_("labels"))
    # The newest label there was: later ones are new to the next version.
    up_to_label = models.PositiveBigIntegerField()
    # Of cases held out, never learned from: this version's figures, and those of the one it met.
    metrics = models.JSONField(_("figures"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    is_in_use = models.BooleanField(_("in use"), default=False)
    in_use_since = models.DateTimeField(_("in use since"), null=True, blank=True)
    put_in_use_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the reading of moods")
        verbose_name_plural = _("versions of the reading of moods")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                name="cases_mood_model_one_in_use",
                fields=("is_in_use",),
                condition=Q(is_in_use=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
