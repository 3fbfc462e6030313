"""Talks: interviews, focus groups and hearings, each with its moderator and who took part."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import TalkKind
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class TalkQuerySet(models.QuerySet["Talk"]):
    """Questions about talks."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own; those who reach the whole chain see all."""
        if not user.can(Ability.CALL_BACK):
            return self.none()
        return self if user.reach.everything else self.filter(moderator=user)


class Talk(models.Model):
    """One session; `participants` are labels such as "P1, about 40, prints weekly", never names."""

    kind = models.CharField(_("kind"), max_length=11, choices=TalkKind)
    held_at = models.DateTimeField(_("held at"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    subject = models.CharField(_("about"), max_length=200)
    moderator = models.ForeignKey(
        "organisation.User", models.PROTECT, related_name="+", verbose_name=_("moderator")
    )
    participants = models.JSONField(_("participants"), default=list)
    has_consent = models.BooleanField(_("all agreed that it is written down"), default=False)
    made_at = models.DateTimeField()

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        constraints = (
            models.CheckConstraint(
                name="channels_talk_somebody_took_part", condition=~Q(participants=[])
            ),
        )
        indexes = (models.Index(name="channels_talk_held", fields=("moderator", "held_at")),)

    def __str__(self) -> str:
        return self.subject
