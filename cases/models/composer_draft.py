"""Drafts: what somebody has begun to write on a case and not sent, kept here and not in their browser."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.kinds import ComposerMode
from feedback_site.organisation.models import User


class ComposerDraftQuerySet(models.QuerySet["ComposerDraft"]):
    """Questions about drafts."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own: nobody reads what another has not said yet."""
        return self.filter(author=user)


class ComposerDraft(models.Model):
    """One person's unsent words in one mode of a case's composer; gone once they are sent or emptied."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="drafts", db_index=False)
    author = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", db_index=False
    )
    mode = models.CharField(_("mode"), max_length=8, choices=ComposerMode)
    text = models.TextField(_("text"))
    saved_at = models.DateTimeField(_("saved at"))

    objects = ComposerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = (
            models.UniqueConstraint(name="cases_draft_once", fields=("author", "case", "mode")),
        )

    def __str__(self) -> str:
        return self.text[:40]
