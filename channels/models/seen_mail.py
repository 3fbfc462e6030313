"""Messages seen in mailboxes: each by the one name that it has at its server."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# How the error of a message begins at which the line was cut before it had carried any.
CUT_AT_ONCE = "nothing came through: "

# So many there are (RFC 9051, 2.3.1.1).
UIDVALIDITIES = 2**32


class SeenMailQuerySet(models.QuerySet["SeenMail"]):
    """Questions about messages in mailboxes."""

    def of(self, account_id: int, folder: str, uid_validity: int) -> Self:
        """Keep those of one folder, for as long as its UIDs mean the same."""
        return self.filter(account_id=account_id, folder=folder, uid_validity=uid_validity)

    def to_fetch(self, most_attempts: int | None) -> Self:
        """Keep those whose bytes are still to be fetched, what never failed first.

        What was tried so often is given up, unless it was the line that failed.
        """
        rows = self.filter(settled_at=None, raw=None).order_by("attempts", "uid")
        if most_attempts is None:
            return rows
        return rows.filter(Q(attempts__lt=most_attempts) | Q(error__startswith=CUT_AT_ONCE))

    def unsettled(self) -> Self:
        """Keep those that are still to be fetched, or to be put aside."""
        return self.filter(settled_at=None)


class SeenMail(models.Model):
    """One message in one folder, fetched once: written before it is fetched, settled after it was put aside.

    `uid_validity` is its folder's, and above its 32 bits the number of the server among those that the
    account was told one after the other. `raw` is the item that holds its bytes; a message found again after
    the folder was renumbered, or delivered twice, leads to the item that is there.
    """

    account = models.ForeignKey("channels.ChannelAccount", models.PROTECT, related_name="seen")
    folder = models.CharField(_("folder"), max_length=255)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    seen_at = models.DateTimeField(_("seen at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("what went wrong"), max_length=250, blank=True)
    raw = models.ForeignKey("channels.RawIntake", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = SeenMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("message in a mailbox")
        verbose_name_plural = _("messages in mailboxes")
        constraints = (
            models.UniqueConstraint(
                name="channels_seen_once", fields=("account", "folder", "uid_validity", "uid")
            ),
        )
        indexes = (
            models.Index(
                name="channels_seen_unsettled", fields=("account",), condition=Q(settled_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}/{self.folder}/{self.uid_validity}/{self.uid}"
