"""Files of reviews: kept as they came, read row by row."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import ImportState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy import sealing

BODY_CONTEXT = "channels_reviewimport.body"


class ReviewImportQuerySet(models.QuerySet["ReviewImport"]):
    """Questions about imports."""

    def visible_to(self, user: User) -> Self:
        """Keep all for those who may import."""
        return self if user.can(Ability.SUPERVISE) else self.none()

    def unfinished(self) -> Self:
        """Keep those that a worker has still to read."""
        return self.filter(state__in=(ImportState.QUEUED, ImportState.RUNNING))


class ReviewImport(models.Model):
    """One file and how far it was read; `mapping` names the column of each field.

    `position` rows are behind us; each of them is new, known, or wrong.
    """

    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="imports", verbose_name=_("channel")
    )
    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(max_length=5)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(_("bytes"))
    wrapped_key = models.BinaryField()
    body = models.BinaryField()
    state = models.CharField(
        _("state"), max_length=8, choices=ImportState, default=ImportState.MAPPING
    )
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    position = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    wrong = models.PositiveIntegerField(_("wrong"), default=0)
    error = models.CharField(_("what went wrong"), max_length=250, blank=True)
    made_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("uploaded at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ReviewImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of reviews")
        verbose_name_plural = _("files of reviews")

    def __str__(self) -> str:
        return self.file_name

    def bytes(self) -> bytes:
        """Unseal the file as it came. Raises CannotUnseal."""
        return sealing.unseal_bytes(bytes(self.wrapped_key), bytes(self.body), context=BODY_CONTEXT)
