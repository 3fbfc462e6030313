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

_READ = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as LINE wrote it among others, and the id that its redelivery shares; None for none."""

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
        text = body.decode("utf-8-sig", "surrogatepass")
    except (ValueError, KeyError, TypeError):
        events, text = None, ""
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return [Event(body=body, external_id=None, is_redelivery=False)]
    return [_event(*both) for both in zip(events, _as_they_stand(text), strict=True)]


def _as_they_stand(text: str) -> list[str]:
    """Cut out each event as LINE wrote it: an item is kept as it was received, to the byte.

    `text` is JSON that was read before, of an object with a list of events.
    """
    found: list[str] = []
    at = _next(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = _READ(text, at)
        begins = _next(text, _next(text, at) + 1)
        _value, ends = _READ(text, begins)
        if name == "events":
            found = _parts(text, begins)
        at = _after_comma(text, ends)
    return found


def _parts(text: str, at: int) -> list[str]:
    parts = []
    at = _next(text, at + 1)
    while text[at] != "]":
        _value, ends = _READ(text, at)
        parts.append(text[at:ends])
        at = _after_comma(text, ends)
    return parts


def _next(text: str, at: int) -> int:
    """Go on to what is no space."""
    while text[at] in " \t\r\n":
        at += 1
    return at


def _after_comma(text: str, at: int) -> int:
    at = _next(text, at)
    return _next(text, at + 1) if text[at] == "," else at


def _event(event: Mapping[str, Any], text: str) -> Event:
    identifier = event.get("webhookEventId")
    context = event.get("deliveryContext")
    return Event(
        body=text.encode("utf-8", "surrogatepass"),
        external_id=f"event:{identifier}"[:255] if identifier else None,
        is_redelivery=isinstance(context, dict) and context.get("isRedelivery") is True,
    )
