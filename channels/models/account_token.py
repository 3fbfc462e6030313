"""Access tokens that a platform lends us for some hours: shared by all processes, sealed."""

from datetime import datetime

from django.db import models

from feedback_site.privacy import sealing

TOKEN_CONTEXT = "channels_accounttoken.token_sealed"  # noqa: S105 a column


class AccountToken(models.Model):
    """The token in force of one account; its row is locked by whoever keeps a new one."""

    account = models.OneToOneField(
        "channels.ChannelAccount", models.CASCADE, primary_key=True, related_name="token"
    )
    token_sealed = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id}"

    def write(self, token: str, *, expires_at: datetime) -> None:
        """Seal a token under its account's key; the caller saves."""
        key = bytes(self.account.wrapped_key)
        self.token_sealed = sealing.seal(key, token, context=TOKEN_CONTEXT)
        self.expires_at = expires_at

    def value(self, now: datetime) -> str:
        """Unseal the token; "" where there is none that still holds."""
        if self.token_sealed is None or self.expires_at is None or self.expires_at <= now:
            return ""
        return sealing.unseal(self.account.wrapped_key, self.token_sealed, context=TOKEN_CONTEXT)
