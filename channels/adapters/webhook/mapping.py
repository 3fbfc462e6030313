"""Reading another messenger's JSON along the paths that a connection was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.adapters.webhook.pointers import value_at, values_at
from channels.contacts import handle_of
from channels.drafts import Draft, MediaDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import Sign
from channels.letters import language_of

_MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What was found at each path, as it stands there."""

    text: str
    handle: str
    name: str
    contact: str
    conversation: str
    files: tuple[str, ...]
    language: str
    order: str
    store: str
    is_message: bool


def document_in(body: bytes) -> Any:
    """Read JSON. Raises UnreadableIntake."""
    try:
        return json.loads(body)
    except ValueError as error:
        raise UnreadableIntake(why="it is not JSON in UTF-8") from error


def mapped(document: Any, paths: Mapping[str, object]) -> Mapped:
    """Follow each path; whoever has no id is known by the conversation."""

    def at(code: str) -> str:
        return value_at(document, str(paths.get(code) or ""))

    event, wanted = at("event_path"), str(paths.get("event_value") or "")
    return Mapped(
        text="\n".join(values_at(document, str(paths.get("text_path") or ""))),
        handle=at("handle_path") or at("conversation_path"),
        name=at("name_path"), contact=at("contact_path"), conversation=at("conversation_path"),
        files=tuple(values_at(document, str(paths.get("files_path") or "")))[:_MOST_FILES],
        language=at("language_path"), order=at("order_path"), store=at("store_path"),
        is_message=not wanted or event == wanted,
    )  # fmt: skip


def draft_of(found: Mapped, account_id: int) -> Draft:
    """Make a draft of what was found."""
    is_mail = "@" in found.contact
    return Draft(
        text=found.text,
        language=language_of(found.language) if found.language[:2].lower() in ("zh", "en") else "",
        person=PersonDraft(
            name=found.name,
            email=found.contact if is_mail else "",
            phone="" if is_mail else found.contact,
            handle=handle_of(account_id, found.handle) if found.handle else "",
        ),
        store_code=found.store,
        order_number=found.order,
        media=tuple(
            MediaDraft(name=_name(address), locator={"url": address}) for address in found.files
        ),
        sign="" if found.is_message else Sign.OTHER,
    )


def _name(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition("/")[2] or "file"
    except ValueError:
        return "file"
