"""What the files of a mail are called, and what they are called that have no name."""

import mimetypes
import re

from channels.adapters.email.mime.entities import Entity
from channels.adapters.email.mime.header_words import decode_header
from channels.adapters.email.mime.parameters import parameter_text, safe_file_name

SUBJECT = re.compile(rb"^subject:[ \t]*((?:.*(?:\r?\n[ \t].*)*))", re.IGNORECASE | re.MULTILINE)
ENDINGS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt",
    "image/jpeg": ".jpg",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "audio/amr": ".amr",
}


def name_of(entity: Entity, *, hint: str) -> str:
    """The name a part gives its file, by whichever header; perhaps empty."""
    for parameters, name in (
        (entity.disposition_parameters, "filename"),
        (entity.parameters, "name"),
        (entity.disposition_parameters, "name"),
        (entity.parameters, "filename"),
    ):
        text = parameter_text(parameters, name, hint=hint) if parameters else ""
        if text:
            return safe_file_name(text)
    return ""


def made_up_name(entity: Entity, *, number: int, hint: str) -> str:
    """A name for the file of a part that has none: by its type, a mail by its subject."""
    if entity.content_type == "message/rfc822":
        return _name_of_mail(entity, hint=hint)
    ending = (
        ENDINGS.get(entity.content_type) or mimetypes.guess_extension(entity.content_type) or ""
    )
    return f"{entity.content_type.split('/')[0]}-{number}{ending}"


def _name_of_mail(entity: Entity, *, hint: str) -> str:
    found = SUBJECT.search(entity.content[:65_536])
    subject = decode_header(found[1], hint=hint) if found else ""
    return safe_file_name(f"{subject[:80] or 'message'}.eml")
