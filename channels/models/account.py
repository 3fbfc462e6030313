"""Accounts: how a channel is connected to the outside, how far it was read, and how it is."""

import json
import secrets
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.kinds import AccountKind
from channels.mail_accounts import EXCHANGE_ONLINE, UNNAMED_EXCHANGE, is_at_microsoft
from channels.oauth_providers import provider_of
from feedback_site.privacy import sealing

# We go there and look; or customers come, by a page of ours. The others call us.
NOT_CALLED = frozenset({AccountKind.IMAP, AccountKind.SMTP, AccountKind.FEED, AccountKind.WIDGET})
_BY_CONSENT = frozenset({AccountKind.IMAP, AccountKind.SMTP})
_TRIED = frozenset({
    AccountKind.IMAP, AccountKind.SMTP, AccountKind.WECHAT, AccountKind.LINE, AccountKind.SMS,
})  # fmt: skip
SECRETS_CONTEXT = "channels_channelaccount.secrets"


# What a cursor says of the place for which it holds: which server, its number, and which folder.
_PLACE = ("server", "folder", "era")


def server_of(account: "ChannelAccount") -> str:
    """Say whose mailbox it is, and on which host; by which port and encryption makes no other one."""
    return f"{account.values.get('user')}@{account.values.get('host')}".casefold()


def folder_of(account: "ChannelAccount") -> str:
    """Say which folder of its mailbox is read."""
    return str(account.values.get("folder") or "INBOX")


def new_public_id() -> str:
    """Give a name for addresses that nobody guesses; signatures, not this, prove who calls."""
    return secrets.token_hex(12)


class ChannelAccountQuerySet(models.QuerySet["ChannelAccount"]):
    """Questions about accounts."""

    def in_use(self) -> Self:
        """Keep those that are switched on, on channels that are."""
        return self.filter(is_active=True, channel__is_active=True)


# Histories keep no secrets, sealed or not, and not each look at a mailbox.
_NOT_KEPT = [
    "wrapped_key", "secrets_sealed", "cursor", "tried_at", "worked_at", "failures", "error",
]  # fmt: skip


@pghistory.track(append_only=True, exclude=_NOT_KEPT)
class ChannelAccount(models.Model):
    """A mailbox, an official account, a webhook or a feed; accounts.FIELDS says what each is told.

    Secrets are sealed under a key of the account's own. `cursor` holds how far its source was read.
    """

    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="accounts", verbose_name=_("channel")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind)
    name = models.CharField(_("name"), max_length=80, unique=True)
    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    values = models.JSONField(_("settings"), default=dict)
    wrapped_key = models.BinaryField(default=sealing.new_key)
    secrets_sealed = models.BinaryField(null=True)
    cursor = models.JSONField(default=dict)
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    worked_at = models.DateTimeField(_("last worked at"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    error = models.CharField(_("last error"), max_length=250, blank=True)

    objects = ChannelAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def callback_url(self) -> str:
        """Where the other side delivers; "" for kinds that nobody calls."""
        if self.kind in NOT_CALLED or not self.public_id:
            return ""
        return f"{settings.SITE_URL}/callbacks/{self.kind}/{self.public_id}/"

    @property
    def can_be_tried(self) -> bool:
        """Whether somebody can send a test: there is another side that we talk to."""
        if self.kind == AccountKind.WEBHOOK:
            return bool(self.values.get("reply_url"))
        return self.kind in _TRIED

    @property
    def can_be_consented(self) -> bool:
        """Whether its mailbox's owner can sign in for it: it says where, and as which application."""
        if self.kind not in _BY_CONSENT or not self.values.get("client_id"):
            return False
        return bool(provider_of(self.values, self.kind).sign_in_url)

    @property
    def redirect_url(self) -> str:
        """Where a mail service sends whoever signed in for it; registered there word for word."""
        return f"{settings.SITE_URL}/admin/connections/signed-in/"

    @property
    def fresh_cursor(self) -> dict[str, object]:
        """The cursor with nothing of its source read yet; since when it is there stays, and where."""
        return {name: self.cursor[name] for name in ("begun", *_PLACE) if name in self.cursor}

    @property
    def place_read(self) -> dict[str, object]:
        """The place for which the cursor holds; one of before it told of any holds for where it is now."""
        here = {"server": server_of(self), "folder": folder_of(self), "era": 0}
        return here | {name: self.cursor[name] for name in _PLACE if name in self.cursor}

    def mail_context(self) -> dict[str, object]:
        """Give what is kept with each mail that comes by it; `checked_by` names who found out its sender."""
        checker = str(self.values.get("checked_by") or "").strip()
        if self.values.get("vouches") == EXCHANGE_ONLINE:
            # Anywhere else its words could be anybody's.
            checker = UNNAMED_EXCHANGE if is_at_microsoft(str(self.values.get("host"))) else ""
        return {"account": self.pk} | ({"checked_by": checker} if checker else {})

    def secrets(self) -> dict[str, str]:
        """Unseal the secrets. Raises CannotUnseal."""
        if self.secrets_sealed is None:
            return {}
        plain = sealing.unseal(self.wrapped_key, self.secrets_sealed, context=SECRETS_CONTEXT)
        return dict(json.loads(plain))

    def write_secrets(self, values: dict[str, str]) -> None:
        """Seal all secrets anew; the caller saves."""
        self.secrets_sealed = sealing.seal(
            bytes(self.wrapped_key), json.dumps(values), context=SECRETS_CONTEXT
        )
