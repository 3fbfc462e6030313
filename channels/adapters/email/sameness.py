"""What all copies of one mail have the same, however servers on the way wrapped and stamped it."""

import binascii
import hashlib
from collections.abc import Iterator
from itertools import islice

from channels.adapters.email.mime.entities import read_headers
from channels.adapters.email.mime.parameters import split_parameters

# A door reads this, of anybody's bytes: a mail with more parts in all is told apart by all its bytes.
_MOST_LEVELS = 4
_MOST_PARTS = 200
_LONGEST_HEADERS = 65_536
_BLANK = b" \t\r\n"
_SAID = ("date", "from", "subject")


def likeness_of(mail: bytes) -> str:
    """Give a digest of date, sender, subject, words and files; "" where date or sender is not told.

    Transfer encodings, blanks of texts and boundaries leave no trace in it, as no header of the way does.
    Also "" where there are more parts than people send.
    """
    headers, start = read_headers(mail, 0, len(mail))
    told = {name: b" ".join(value.split()) for name, value in reversed(headers) if name in _SAID}
    if not (told.get("date") and told.get("from")):
        return ""
    digest = hashlib.sha256()
    for name in _SAID:
        digest.update(name.encode() + b"\x00" + told.get(name, b"") + b"\x00")
    parts = list(islice(_parts(headers, mail[start:], _MOST_LEVELS), _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        return ""
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _parts(headers: list[tuple[str, bytes]], body: bytes, levels: int) -> Iterator[bytes]:
    """Give a digest of each part that holds no others, and nothing for each that does."""
    kind, parameters = split_parameters(_first(headers, "content-type"))
    boundary = parameters.get("boundary", b"").rstrip()
    if not (levels and boundary and kind.startswith("multipart/")):
        yield _leaf(kind, headers, body)
        return
    yield b""
    _before, *parts = (b"\n" + body).split(b"\n--" + boundary, _MOST_PARTS)
    for part in parts:
        if part.startswith(b"--"):
            return
        begins = part.find(b"\n") + 1
        own, start = read_headers(part, begins, min(len(part), begins + _LONGEST_HEADERS))
        yield from _parts(own, part[start:], levels - 1)


def _leaf(kind: str, headers: list[tuple[str, bytes]], body: bytes) -> bytes:
    content = _decoded(body, _first(headers, "content-transfer-encoding").strip().lower())
    if not kind or kind.startswith("text/"):
        content = content.translate(None, _BLANK)
    digest = hashlib.sha256((kind or "text/plain").encode() + b"\x00")
    digest.update(content.strip(_BLANK))
    return digest.digest()


def _decoded(body: bytes, encoding: bytes) -> bytes:
    """Undo an encoding as it is written down, without the mending that takes its time."""
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding != b"base64":
        return body
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        return body


def _first(headers: list[tuple[str, bytes]], name: str) -> bytes:
    return next((value for known, value in headers if known == name), b"")
