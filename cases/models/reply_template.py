"""Reply templates: texts that are written often, one's own or a team's, in up to three languages."""

from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models import User


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    """Questions about reply templates."""

    def kept(self) -> Self:
        """Keep what was not taken away."""
        return self.filter(dropped_at=None)

    def visible_to(self, user: User) -> Self:
        """Keep one's own, those for everybody, and those of the teams that one belongs to or leads."""
        shared = Q(is_shared=True)
        if not user.reach.everything:
            shared &= Q(department=None) | Q(department__in=user.reach.departments)
        return self.filter(Q(owner=user) | shared)


class ReplyTemplate(models.Model):
    """One text under a name; what stands in braces is filled when it is put into an answer."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey("organisation.User", models.PROTECT, related_name="+", db_index=False)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    # Whose, where it is shared with a team only.
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    text_zh_hant = models.TextField(_("text (Traditional Chinese)"), blank=True)
    text_zh_hans = models.TextField(_("text (Simplified Chinese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    dropped_at = models.DateTimeField(_("taken away at"), null=True)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        constraints = (
            models.UniqueConstraint(
                name="cases_reply_template_once",
                fields=("owner", "name"),
                condition=Q(dropped_at=None),
            ),
            models.CheckConstraint(
                name="cases_reply_template_says_something",
                condition=~Q(text_zh_hant="", text_zh_hans="", text_en=""),
            ),
            models.CheckConstraint(
                name="cases_reply_template_team_is_shared",
                condition=Q(department=None) | Q(is_shared=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def texts(self) -> Mapping[str, str]:
        """What it says, by language; "" where it says nothing in one."""
        return {"zh-hant": self.text_zh_hant, "zh-hans": self.text_zh_hans, "en": self.text_en}
