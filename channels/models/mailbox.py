"""Mailboxes: when each is looked into next, and who is at it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Questions about mailboxes."""

    def due(self, now: datetime) -> Self:
        """Keep what may be looked into now: its time has come, it is in use, and nobody is at it."""
        return self.filter(
            Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now,
            account__is_active=True, account__channel__is_active=True,
        )  # fmt: skip


class Mailbox(models.Model):
    """The turns of one mailbox; how far it was read stands in its account's cursor."""

    account = models.OneToOneField(
        "channels.ChannelAccount", models.CASCADE, primary_key=True, related_name="mailbox"
    )
    due_at = models.DateTimeField(_("due at"))
    leased_until = models.DateTimeField(null=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return f"mailbox of account {self.account_id}"
