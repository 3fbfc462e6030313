"""Opening LINE's webhooks: one signature over the bytes, and then each event for itself."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.errors import WrongSignature
from channels.models import ChannelAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, written out for itself, and the id that its redelivery shares; None for none."""

    body: bytes
    external_id: str | None
    is_redelivery: bool


def open_webhook(account: ChannelAccount, signature: str, body: bytes) -> list[Event]:
    """Check who calls and give the events, none where LINE only tries the address.

    A signed body of another shape than we know is one event, whole. Raises WrongSignature.
    """
    secret = account.secrets()["channel_secret"].encode()
    try:
        said = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongSignature(why="no base64") from error
    if not hmac.compare_digest(said, hmac.new(secret, body, hashlib.sha256).digest()):
        raise WrongSignature(why="X-Line-Signature")
    return _events(body)


def _events(body: bytes) -> list[Event]:
    try:
        events = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError):
        events = None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return [Event(body=body, external_id=None, is_redelivery=False)]
    return [_event(event) for event in events]


def _event(event: Mapping[str, Any]) -> Event:
    identifier = event.get("webhookEventId")
    context = event.get("deliveryContext")
    return Event(
        body=json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        external_id=f"event:{identifier}"[:255] if identifier else None,
        is_redelivery=isinstance(context, dict) and context.get("isRedelivery") is True,
    )
