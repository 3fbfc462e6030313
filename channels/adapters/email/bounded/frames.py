"""A reading as bytes and back, for the pipe to the child: JSON, then the raw contents."""

import json
import struct
from datetime import datetime
from typing import Any

from channels.adapters.email.contents.body import MailAttachment
from channels.adapters.email.machines.bounces import Bounce
from channels.adapters.email.reading import MailReading

LENGTH = struct.Struct(">I")
READY = b"!"  # a child's first byte
WHOLE, HEADERS_ONLY = b"w", b"h"  # what to read, between length and mail
PLAIN = (
    "from_email", "from_name", "reply_to", "subject", "text", "html", "safe_html", "reply_text", "auto",
    "sounds_auto", "message_id", "in_reply_to", "error",
)  # fmt: skip
LISTS = ("to", "cc", "delivered_to", "references", "authentication_results", "charset_problems")


def pack(reading: MailReading) -> bytes:
    """One reading as a frame: length of the JSON, the JSON, and the attachments' contents end to end."""
    told: dict[str, Any] = {name: getattr(reading, name) for name in (*PLAIN, *LISTS)}
    told["sent_at"] = reading.sent_at.isoformat() if reading.sent_at else None
    told["bounce"] = _bounce_out(reading.bounce)
    told["attachments"] = [
        [file.name, file.mime, file.inline, file.content_id, file.size]
        for file in reading.attachments
    ]
    head = json.dumps(told).encode()
    return b"".join((LENGTH.pack(len(head)), head, *(file.content for file in reading.attachments)))


def _bounce_out(bounce: Bounce | None) -> list[Any] | None:
    if bounce is None:
        return None
    return [
        bounce.recipients,
        bounce.permanent,
        bounce.original_message_id,
        bounce.status,
        bounce.delayed,
        bounce.doubtful,
    ]


def unpack(frame: bytes) -> MailReading:
    """The reading in a frame. Raises ValueError where the frame is none."""
    try:
        (length,) = LENGTH.unpack_from(frame)
        told = json.loads(frame[LENGTH.size : LENGTH.size + length])
        values = {name: told[name] for name in PLAIN} | {name: tuple(told[name]) for name in LISTS}
        attachments = _attachments(told["attachments"], memoryview(frame)[LENGTH.size + length :])
        sent_at = datetime.fromisoformat(told["sent_at"]) if told["sent_at"] else None
    except (struct.error, KeyError, TypeError) as error:
        raise ValueError("a broken frame came from the mail reader") from error
    return MailReading(
        **values, sent_at=sent_at, bounce=_bounce_in(told["bounce"]), attachments=attachments
    )


def _bounce_in(told: list[Any] | None) -> Bounce | None:
    if told is None:
        return None
    recipients, permanent, original, status, delayed, doubtful = told
    return Bounce(
        recipients=tuple(recipients),
        permanent=permanent,
        original_message_id=original,
        status=status,
        delayed=delayed,
        doubtful=doubtful,
    )


def _attachments(told: list[list[Any]], contents: memoryview) -> tuple[MailAttachment, ...]:
    found, at = [], 0
    for name, mime, inline, content_id, size in told:
        content = bytes(contents[at : at + size])
        at += size
        found.append(
            MailAttachment(
                name=name, mime=mime, content=content, inline=inline, content_id=content_id
            )
        )
    return tuple(found)
