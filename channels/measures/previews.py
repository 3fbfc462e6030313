"""Enough of a raw item to see what it is, with what identifies a person taken out."""

import re
from urllib.parse import unquote_plus

LONGEST = 1_200  # characters
_READ = 20_000  # bytes
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[\s()-]?\d){6,}")
# The name field in a JSON document, in a urlencoded form, in a part of a multipart form, in a header.
_NAMES = (
    re.compile(r'("name"\s*:\s*")(?:[^"\\]|\\.)*'),
    re.compile(r"((?:^|&)name=)[^&]*"),
    re.compile(r'(name="name"\s*?\r?\n\s*?\r?\n)[^\r\n]*'),
    re.compile(r"(?mi)(^(?:From|To|Cc|Reply-To|Sender|Return-Path|Delivered-To):)[^\r\n]*"),
)
_UNPRINTABLE = re.compile(
    r"[^\S\n]+|[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]+"
)


def masked_preview(body: bytes, content_type: str) -> str:
    """Give the beginning of an item as text: names, mail addresses and long numbers are masked."""
    text = body[:_READ].decode("utf-8", "replace")
    for pattern in _NAMES:
        text = pattern.sub(r"\1•••", text)
    if content_type.startswith("application/x-www-form-urlencoded"):
        text = unquote_plus(text).replace("&", "\n")
    text = _NUMBER.sub("•••", _EMAIL.sub("•••@•••", text))
    text = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
