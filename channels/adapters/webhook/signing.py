"""The rules of Standard Webhooks: id, time and bytes are signed, by the new secret and the old one."""

import binascii
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from channels.errors import WrongSignature
from channels.models import ChannelAccount

_NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")


def verify(account: ChannelAccount, headers: Mapping[str, str], body: bytes) -> str:
    """Give the id of a call that one of our secrets signed within five minutes. Raises WrongSignature."""
    said = {name: headers.get(name, "") for name in _NAMES}
    for secret in _secrets(account):
        try:
            secret.verify(body, said, json_parse=False)
        # The library leaves what it cannot even decode to the caller.
        except (WebhookVerificationError, ValueError, binascii.Error):
            continue
        return said["webhook-id"]
    raise WrongSignature(why="webhook-signature")


def signed_headers(
    account: ChannelAccount, message_id: str, body: bytes, *, now: datetime
) -> dict[str, str]:
    """Sign a body with every secret in use: the other side may know either."""
    moment = now.astimezone(UTC)
    signatures = [secret.sign(message_id, moment, body.decode()) for secret in _secrets(account)]
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _secrets(account: ChannelAccount) -> list[Webhook]:
    known = account.secrets()
    return [Webhook(known[name]) for name in ("secret", "old_secret") if known.get(name)]
