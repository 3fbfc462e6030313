"""WeChat's messages and events as drafts."""

from collections.abc import Mapping
from datetime import UTC, datetime

from channels.adapters.wechat.flat_xml import read_xml
from channels.contacts import handle_of
from channels.drafts import Draft, MediaDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind, Sign
from channels.models import RawIntake

_SIGNS = {"subscribe": Sign.JOINED, "unsubscribe": Sign.LEFT}
_FILES = {"image": "photo.jpg", "video": "video.mp4", "shortvideo": "video.mp4"}


class WeChatAdapter:
    """Reads the XML of one callback; whose account it came to stands in the context."""

    kind = ChannelKind.WECHAT

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one message or event. Raises UnreadableIntake for kinds that WeChat adds later."""
        fields = read_xml(body)
        sender = fields.get("FromUserName", "")
        if not sender:
            raise UnreadableIntake(why="it names no sender")
        kind = fields.get("MsgType", "")
        return Draft(
            text=_text(kind, fields),
            person=PersonDraft(handle=handle_of(int(str(raw.context["account"])), sender)),
            captured_at=_moment(fields.get("CreateTime", "")),
            media=_media(kind, fields),
            sign=_SIGNS.get(fields.get("Event", ""), Sign.OTHER) if kind == "event" else "",
            mail_message_id=f"wechat:{fields['MsgId']}" if fields.get("MsgId") else "",
        )


def _text(kind: str, fields: Mapping[str, str]) -> str:
    match kind:
        case "text":
            return fields.get("Content", "")
        case "voice":
            # What WeChat made out of it, where the account has that switched on.
            return fields.get("Recognition", "")
        case "location":
            names = ("Location_X", "Location_Y")
            place = ", ".join(fields.get(name, "") for name in names)
            return f"{fields.get('Label', '')} ({place})".strip()
        case "link":
            return "\n".join(
                filter(None, (fields.get(name) for name in ("Title", "Description", "Url")))
            )
        case "image" | "video" | "shortvideo" | "event":
            return ""
    raise UnreadableIntake(why=f"WeChat calls it {kind[:40]}")


def _media(kind: str, fields: Mapping[str, str]) -> tuple[MediaDraft, ...]:
    media_id = fields.get("MediaId", "")
    name = f"voice.{fields.get('Format') or 'amr'}" if kind == "voice" else _FILES.get(kind, "")
    return (MediaDraft(name=name, locator={"id": media_id}),) if name and media_id else ()


def _moment(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None
