"""Submissions: one piece of feedback as it was given, never edited afterwards."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import Remedy
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions about submissions."""

    def visible_to(self, user: User) -> Self:
        """Keep those taken at this person's stores; departments see theirs as cases."""
        if not user.can(Ability.SEE_CASES):
            return self.none()
        if user.reach.everything:
            return self
        return self.filter(Q(store__in=user.reach.stores) | Q(captured_by=user))


class Submission(models.Model):
    """What a customer told us, in their words, with where and how it was taken."""

    raw = models.OneToOneField("channels.RawIntake", models.PROTECT, related_name="submission")
    conversation = models.OneToOneField(
        "channels.Conversation", models.PROTECT, related_name="submission"
    )
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="submissions", db_index=False
    )
    customer = models.ForeignKey(
        "channels.Customer", models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("in the customer's words"))
    language = models.CharField(_("language"), max_length=8)
    order_number = models.CharField(_("order number"), max_length=40, blank=True, db_index=True)
    category_hint = models.CharField(_("category chosen"), max_length=40, blank=True)
    remedy_sought = models.CharField(
        _("remedy sought"), max_length=12, choices=Remedy, default=Remedy.NONE_STATED
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    # Kept to learn from: no case until somebody asks for one.
    is_insight = models.BooleanField(_("kept as insight"), default=False, db_default=False)
    # When somebody asked for a case of an insight; its limits count from then.
    case_asked_at = models.DateTimeField(_("case asked for at"), null=True, blank=True)
    # When whoever began unknown said who they are.
    named_at = models.DateTimeField(_("named at"), null=True, blank=True)
    no_contact_reason = models.CharField(_("why there is no contact"), max_length=80, blank=True)
    # Which notice its customer has seen: at the door, else with the receipt; "" is none yet.
    notice_version = models.CharField(_("notice version"), max_length=16)
    captured_at = models.DateTimeField(_("captured at"))
    captured_by = models.ForeignKey(
        "organisation.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    received_at = models.DateTimeField(_("received at"))

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = (
            models.Index(
                name="channels_submission_asked",
                fields=("case_asked_at",),
                condition=Q(case_asked_at__isnull=False),
            ),
            models.Index(
                name="channels_submission_named",
                fields=("named_at",),
                condition=Q(named_at__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="channels_submission_contact_or_reason",
                condition=Q(customer__isnull=False) | ~Q(no_contact_reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.title
