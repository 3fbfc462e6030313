"""Messages to everybody whom an incident concerns: written once in three languages, each told once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import MessageState


class IncidentMessage(models.Model):
    """One message; an empty text means that readers of that language get the one it falls back to."""

    incident = models.ForeignKey("cases.Incident", models.PROTECT, related_name="messages")
    state = models.CharField(
        _("state"), max_length=7, choices=MessageState, default=MessageState.DRAFT
    )
    text_zh_hant = models.TextField(_("text (Traditional Chinese)"), blank=True)
    text_zh_hans = models.TextField(_("text (Simplified Chinese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    to_affected = models.BooleanField(_("also to affected customers"), default=True)
    written_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    sent_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to all")
        verbose_name_plural = _("messages to all")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="cases_message_one_draft",
                fields=("incident",),
                condition=Q(state=MessageState.DRAFT),
            ),
            models.CheckConstraint(
                name="cases_message_sent_iff_at",
                condition=Q(state=MessageState.DRAFT, sent_at=None)
                | ~Q(state=MessageState.DRAFT) & Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident_id} {self.state}"

    @property
    def version(self) -> str:
        """What a page was made from: this message as of its last change."""
        return f"{self.pk}@{self.written_at.isoformat()}"

    @property
    def texts(self) -> dict[str, str]:
        """The texts by language, as cases.incident_texts reads them."""
        return {
            "zh-hant": self.text_zh_hant, "zh-hans": self.text_zh_hans, "en": self.text_en,
        }  # fmt: skip
