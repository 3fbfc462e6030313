"""LINE's events as drafts."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from channels.contacts import handle_of
from channels.drafts import Draft, MediaDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind, Sign
from channels.models import RawIntake

_SIGNS = {"follow": Sign.JOINED, "unfollow": Sign.LEFT, "unsend": Sign.TAKEN_BACK}
_FILES = {"image": "photo.jpg", "video": "video.mp4", "audio": "voice.m4a"}


class LineAdapter:
    """Reads one event; whose account it came to stands in the context."""

    kind = ChannelKind.LINE

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one event. Raises UnreadableIntake for what LINE adds later, if somebody says it."""
        event = event_of(body)
        kind, source = str(event.get("type")), _mapping(event.get("source"))
        user = str(source.get("userId") or "")
        # In a group people talk to each other.
        is_said_to_us = kind == "message" and source.get("type") == "user" and bool(user)
        message = _mapping(event.get("message")) if is_said_to_us else {}
        return Draft(
            text=_text(message) if is_said_to_us else "",
            person=PersonDraft(
                handle=handle_of(int(str(raw.context["account"])), user) if user else "",
                is_named_elsewhere=is_said_to_us,
            ),
            captured_at=_moment(event.get("timestamp")),
            media=_media(message),
            sign="" if is_said_to_us else _SIGNS.get(kind, Sign.OTHER),
            mail_message_id=_message_id(event),
        )


def event_of(body: bytes) -> Mapping[str, Any]:
    """Read the JSON of one event. Raises UnreadableIntake."""
    try:
        event = json.loads(body)
    except ValueError as error:
        raise UnreadableIntake(why="it is not JSON") from error
    if not isinstance(event, dict) or "type" not in event:
        raise UnreadableIntake(why="it is not an event")
    return event


def _text(message: Mapping[str, Any]) -> str:
    kind = message.get("type")
    match kind:
        case "text":
            return str(message.get("text") or "")
        case "sticker":
            words = message.get("text") or ", ".join(map(str, message.get("keywords") or ()))
            return f"[{words or 'sticker'}]"
        case "location":
            place = ", ".join(str(message.get(name)) for name in ("latitude", "longitude"))
            names = [str(message[name]) for name in ("title", "address") if message.get(name)]
            return "\n".join([*names, f"({place})"])
        case "image" | "video" | "audio" | "file":
            return ""
    raise UnreadableIntake(why=f"LINE calls it {str(kind)[:40]}")


def _media(message: Mapping[str, Any]) -> tuple[MediaDraft, ...]:
    kind, identifier = str(message.get("type")), str(message.get("id") or "")
    name = str(message.get("fileName") or "file") if kind == "file" else _FILES.get(kind)
    if not name or not identifier:
        return ()
    provider = _mapping(message.get("contentProvider"))
    elsewhere = str(provider.get("originalContentUrl") or "")
    locator = {"url": elsewhere} if provider.get("type") == "external" else {"id": identifier}
    return (MediaDraft(name=name, locator=locator),)


def _message_id(event: Mapping[str, Any]) -> str:
    """Give the id of the message that was said, or that was taken back."""
    told = _mapping(event.get("unsend")).get("messageId") or _mapping(event.get("message")).get(
        "id"
    )
    return f"line:{told}" if told else ""


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or not 0 < milliseconds < 10**14:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
