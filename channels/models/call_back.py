"""Call-backs: somebody called in vain, or was promised a call, and we owe it by a time."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.call_kinds import CallBackState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


class CallBackQuerySet(models.QuerySet["CallBack"]):
    """Questions about call-backs."""

    def visible_to(self, user: User) -> Self:
        """Keep those of this person's stores, and of the hotline for whoever works on cases."""
        if not user.can(Ability.TAKE_FEEDBACK):
            return self.none()
        if user.reach.everything or user.reach.departments:
            return self
        theirs = Q(store__in=user.reach.stores)
        return self.filter(theirs | Q(store=None) if user.can(Ability.WORK_CASES) else theirs)

    def in_places_of(self, user: User) -> Self:
        """Keep those of this person's places, for figures that show no caller."""
        if user.reach.everything or user.reach.departments:
            return self
        return self.filter(store__in=user.reach.stores)

    def open(self) -> Self:
        """Keep those that are still owed."""
        return self.filter(state=CallBackState.OPEN)

    def late(self, now: datetime) -> Self:
        """Keep those that are owed and whose time has passed."""
        return self.open().filter(due_at__lt=now)


class CallBack(models.Model):
    """One call that we owe; further calls in vain from the same number join it.

    `due_at` moves on with each attempt that reached nobody, `promised_at` never does. Who wished to be
    called was promised it by a colleague; who called in vain was promised it by nobody.
    """

    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="+")
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="+"
    )
    number_index = models.BinaryField(max_length=32)
    number_masked = models.CharField(_("number"), max_length=40)
    state = models.CharField(
        _("state"), max_length=10, choices=CallBackState, default=CallBackState.OPEN
    )
    owner = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    promised_at = models.DateTimeField(_("promised by"))
    promised_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("who promised it"),
    )  # fmt: skip
    due_at = models.DateTimeField(_("due"))
    late_told_at = models.DateTimeField(_("told to be late at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    finished_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering = ("due_at",)
        constraints = (
            models.UniqueConstraint(
                name="channels_call_back_one_open", fields=("number_index", "store"),
                condition=Q(state=CallBackState.OPEN, promised_by=None), nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="channels_call_back_one_wish", fields=("number_index", "store"),
                condition=Q(state=CallBackState.OPEN, promised_by__isnull=False),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="channels_call_back_open_iff_unfinished",
                condition=Q(state=CallBackState.OPEN, finished_at=None)
                | ~Q(state=CallBackState.OPEN) & Q(finished_at__isnull=False),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(
                name="channels_call_back_due", fields=("due_at",), condition=Q(state="open")
            ),
        )

    def __str__(self) -> str:
        return self.number_masked
