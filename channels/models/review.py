"""Reviews: what a post in public has beside its words."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import Moderation
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class ReviewQuerySet(models.QuerySet["Review"]):
    """Questions about reviews."""

    def visible_to(self, user: User) -> Self:
        """Keep, for those who watch channels, those of their stores and those of no store.

        Departments see all: which case is whose, only cases know.
        """
        if not user.can(Ability.WATCH_CHANNELS):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        is_theirs = Q(submission__store__in=user.reach.stores)
        return self.filter(Q(submission__store=None) | is_theirs)

    def unanswered(self) -> Self:
        """Keep those that are shown and have no reply in public."""
        return self.exclude(moderation=Moderation.HIDDEN).filter(is_answered=False)


class Review(models.Model):
    """Stars, address and state of one public post; its words are its submission's.

    `stars` are half to five in half steps, `stars_given` what the source wrote.
    """

    submission = models.OneToOneField(
        "channels.Submission", models.PROTECT, primary_key=True, related_name="review"
    )
    source = models.CharField(_("where it stands"), max_length=60, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    stars = models.DecimalField(_("stars"), max_digits=2, decimal_places=1, null=True, blank=True)
    stars_given = models.CharField(_("rating as given"), max_length=20, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    moderation = models.CharField(
        _("at the source"), max_length=8, choices=Moderation, default=Moderation.SHOWN
    )
    # Whether a reply of ours stands beside it; rules.conversations.reviewing keeps it equal to the replies.
    is_answered = models.BooleanField(_("answered in public"), default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = (
            models.CheckConstraint(
                name="channels_review_stars",
                condition=Q(stars=None) | Q(stars__gte=Decimal("0.5"), stars__lte=Decimal(5)),
            ),
        )
        indexes = (
            models.Index(
                name="channels_review_unanswered",
                fields=("submission",),
                condition=Q(is_answered=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.stars_given}"
