"""The files and the text inside winmail.dat (MS-OXTNEF), read with bounds."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.charsets.decoding import decode_by
from channels.adapters.email.charsets.labels import codec_named
from channels.adapters.email.contents.compressed_rtf import expand_rtf

SIGNATURE = 0x223E9F78
MOST_ATTRIBUTES = 20_000
MOST_FILES = 1_000
MOST_PROPERTIES = 5_000

SUBJECT, BODY, CODE_PAGE, MESSAGE_PROPERTIES = 0x18004, 0x2800C, 0x69007, 0x69003
NEW_FILE, FILE_DATA, FILE_NAME, FILE_PROPERTIES = 0x69002, 0x6800F, 0x18010, 0x69005
LONG_NAME, NAME_8_3, MIME, CONTENT_ID, DATA_OBJECT, DISPLAY_NAME = (
    0x3707,
    0x3704,
    0x370E,
    0x3712,
    0x3701,
    0x3001,
)
HTML, RTF, PLAIN, MAPI_SUBJECT = 0x1013, 0x1009, 0x1000, 0x0037
FIXED = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
STRINGS, BLOBS = frozenset({0x001E, 0x001F}), frozenset({0x000D, 0x0102})
MAPI_OBJECT_ID = 16  # bytes before the content of an embedded object


@dataclass(frozen=True, slots=True, kw_only=True)
class TnefFile:
    """One file of the container."""

    name: str
    content: bytes
    mime: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tnef:
    """What a container holds: files, and the message's text in whatever forms it has."""

    files: list[TnefFile]
    text: str = ""
    html: str = ""
    rtf: bytes = b""


def read_tnef(raw: bytes) -> Tnef | None:
    """Unpack a container, as far as it is whole; nothing where it is none."""
    if len(raw) < 6 or struct.unpack_from("<I", raw)[0] != SIGNATURE:
        return None
    return _Reader(raw).read()


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.codec = "cp1252"
        self.files: list[dict[int, bytes]] = []
        self.message: dict[int, bytes] = {}

    def read(self) -> Tnef:
        for attribute, content in self._attributes():
            self._take(attribute, content)
        html = self.message.get(HTML, b"")
        return Tnef(
            files=[file for file in map(self._file, self.files[:MOST_FILES]) if file is not None],
            text=self._string(self.message.get(PLAIN, b"")),
            html=decode_bytes(html, None, hint=self.codec).text if html else "",
            rtf=expand_rtf(self.message.get(RTF, b"")),
        )

    def _attributes(self) -> Iterator[tuple[int, bytes]]:
        at = 6
        for _ in range(MOST_ATTRIBUTES):
            if at + 9 > len(self.raw):
                return
            attribute, length = struct.unpack_from("<II", self.raw, at + 1)
            if at + 9 + length > len(self.raw):
                length = max(0, len(self.raw) - at - 9)
            yield attribute, self.raw[at + 9 : at + 9 + length]
            at += 9 + length + 2

    def _take(self, attribute: int, content: bytes) -> None:
        if attribute == CODE_PAGE and len(content) >= 4:
            self.codec = _codec_of_page(struct.unpack_from("<I", content)[0])
        elif attribute == NEW_FILE:
            self.files.append({})
        elif attribute == MESSAGE_PROPERTIES:
            self.message |= dict(_properties(content))
        elif attribute == BODY:
            self.message.setdefault(PLAIN, content)
        elif self.files and attribute in {FILE_DATA, FILE_NAME}:
            self.files[-1].setdefault(
                DATA_OBJECT if attribute == FILE_DATA else DISPLAY_NAME, content
            )
        elif self.files and attribute == FILE_PROPERTIES:
            self.files[-1] |= dict(_properties(content))

    def _file(self, found: dict[int, bytes]) -> TnefFile | None:
        content = found.get(DATA_OBJECT)
        if content is None:
            return None
        names = (self._string(found.get(key, b"")) for key in (LONG_NAME, DISPLAY_NAME, NAME_8_3))
        return TnefFile(
            name=next((name for name in names if name), ""),
            content=content,
            mime=self._string(found.get(MIME, b"")),
            content_id=self._string(found.get(CONTENT_ID, b"")),
        )

    def _string(self, raw: bytes) -> str:
        if raw.startswith(_WIDE):
            return raw[len(_WIDE) :].decode("utf-16-le", "replace").split("\0")[0].strip()
        return decode_by(raw.split(b"\0")[0], self.codec).strip()


_WIDE = b"\0wide\0"  # marks a Unicode property among raw ones


def _codec_of_page(page: int) -> str:
    return codec_named(f"cp{page}") or "cp1252"


def _properties(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The MAPI properties of a block, as raw values; stops where the block makes no sense."""
    if len(raw) < 4:
        return
    count = min(struct.unpack_from("<I", raw)[0], MOST_PROPERTIES)
    at = 4
    try:
        for _ in range(count):
            kind, key = struct.unpack_from("<HH", raw, at)
            at = _behind_name(raw, at + 4) if key >= 0x8000 else at + 4
            value, at = _value(raw, at, kind)
            yield key, value
    except (struct.error, ValueError):
        return


def _behind_name(raw: bytes, at: int) -> int:
    by_name = struct.unpack_from("<I", raw, at + 16)[0]
    if not by_name:
        return at + 24
    length = struct.unpack_from("<I", raw, at + 20)[0]
    return at + 24 + _padded(length)


def _value(raw: bytes, at: int, kind: int) -> tuple[bytes, int]:
    several, base = bool(kind & 0x1000), kind & 0x0FFF
    if base in FIXED:
        count = struct.unpack_from("<I", raw, at)[0] if several else 1
        at += 4 if several else 0
        _fits(raw, at, count * FIXED[base])
        return raw[at : at + FIXED[base]], at + count * FIXED[base]
    if base not in STRINGS | BLOBS:
        raise ValueError(f"unknown property type {kind:#x}")
    count = struct.unpack_from("<I", raw, at)[0]
    at += 4
    first = b""
    for index in range(min(count, MOST_PROPERTIES)):
        length = struct.unpack_from("<I", raw, at)[0]
        _fits(raw, at + 4, length)
        value = raw[at + 4 : at + 4 + length]
        first = first if index else _tagged(value, base)
        at += 4 + _padded(length)
    return first, at


def _tagged(value: bytes, base: int) -> bytes:
    if base == 0x001F:
        return _WIDE + value
    return value[MAPI_OBJECT_ID:] if base == 0x000D else value


def _fits(raw: bytes, at: int, length: int) -> None:
    if at + length > len(raw):
        raise ValueError("property runs over the end")


def _padded(length: int) -> int:
    return (length + 3) & ~3
