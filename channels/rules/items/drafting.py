"""Make a draft fit for the tables: no NUL, no overlong value, nothing that a row refuses."""

import re
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from channels.drafts import Draft, PersonDraft
from channels.kinds import Remedy
from channels.models import RawIntake
from channels.panels import slots

_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
LONGEST_TEXT = 200_000  # characters; a longer one is in the raw item
LONGEST_TITLE = 80
_SAMPLE = 4_000  # characters that tell the language


def cleaned(draft: Draft) -> Draft:
    """Strip NUL from every text and cut each to the width of its column."""
    person = draft.person
    return replace(
        draft,
        text=_text(draft.text, LONGEST_TEXT).strip(),
        full_text=_text(draft.full_text, LONGEST_TEXT),
        html=_text(draft.html, LONGEST_TEXT),
        title=_line(draft.title, 200),
        language=draft.language if draft.language in _LANGUAGES else "",
        person=PersonDraft(
            name=_line(person.name, 80), email=_line(person.email, 254),
            phone=_line(person.phone, 40), handle=_line(person.handle, 120),
            is_named_elsewhere=person.is_named_elsewhere, proofs=person.proofs,
            known_as=person.known_as,
        ),
        no_contact_reason=_line(draft.no_contact_reason, 80),
        order_number=_line(draft.order_number, 40),
        category_hint=_line(draft.category_hint, 40),
        remedy_sought=_known_remedy(draft.remedy_sought),
        mail_message_id=_line(draft.mail_message_id, 255),
    )  # fmt: skip


# Up to the first full stop after a few words: "Hello." alone is no title.
_SENTENCE = re.compile(r".{8,}?(?:[。！？!?]|\.(?=\s|$))")


def title_of(draft: Draft) -> str:
    """Give the title as written, else the first sentence of the text, else the first file's name."""
    if draft.title:
        return draft.title
    first = next((line.strip() for line in draft.text.splitlines() if line.strip()), "")
    if sentence := _SENTENCE.match(first):
        first = sentence[0].rstrip("。. ")
    names = [file.name for file in draft.files] + [media.name for media in draft.media]
    if not first and names:
        first = _line(names[0], LONGEST_TITLE)
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def language_of(draft: Draft, raw: RawIntake) -> str:
    """Give the language that the draft or its door names, else the one it is written in."""
    if draft.language:
        return draft.language
    named = raw.context.get("language")
    if named in _LANGUAGES:
        return str(named)
    read = slots.language_of(f"{draft.title}\n{draft.text}"[:_SAMPLE], settings.LANGUAGE_CODE)
    return read if read in _LANGUAGES else settings.LANGUAGE_CODE


def said_at(draft: Draft, raw: RawIntake) -> datetime:
    """Give the moment something was said: as captured, but never after it was received."""
    captured = draft.captured_at or raw.captured_at
    return min(captured, raw.received_at) if captured else raw.received_at


def _known_remedy(code: str) -> str:
    return code if code in Remedy.values else Remedy.NONE_STATED.value


def _text(value: str, longest: int) -> str:
    # A lone surrogate cannot be written as UTF-8, and PostgreSQL's text holds no NUL.
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:longest]


def _line(value: str, longest: int) -> str:
    return " ".join(_text(value, 10_000).split())[:longest]
