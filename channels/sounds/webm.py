"""WebM, as browsers record it: the length is not in the head, so the last block tells it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from channels.sounds.sound import Sound, whole


class Element(IntEnum):
    """Elements of the Matroska specification (RFC 9559, section 5.1)."""

    HEAD = 0x1A45DFA3
    DOC_TYPE = 0x4282
    SEGMENT = 0x18538067
    INFO = 0x1549A966
    SCALE = 0x2AD7B1
    DURATION = 0x4489
    TRACKS = 0x1654AE6B
    TRACK = 0xAE
    TRACK_TYPE = 0x83
    CLUSTER = 0x1F43B675
    TIMESTAMP = 0xE7
    SIMPLE_BLOCK = 0xA3
    BLOCK_GROUP = 0xA0
    BLOCK = 0xA1


# We walk into these and over all others; whether their own length is known does not matter then.
_ENTERED = frozenset(
    {
        Element.HEAD, Element.SEGMENT, Element.INFO, Element.TRACKS, Element.TRACK, Element.CLUSTER,
        Element.BLOCK_GROUP,
    }
)  # fmt: skip
_AUDIO = 2
# Three hours of blocks of 60 ms; a file of nothing but empty elements ends here.
MOST_ELEMENTS = 200_000


@dataclass(slots=True, kw_only=True)
class _Heard:
    doc_type: bytes = b""
    scale: int = 1_000_000  # nanoseconds a tick
    duration: float = 0.0
    cluster: int = 0
    last: int = 0
    tracks: frozenset[int] = frozenset()


def read(content: bytes) -> Sound | None:
    """Read a WebM or Matroska file; None where it has a picture track, or no sound."""
    heard = _Heard()
    for number, (element, value) in enumerate(_elements(content)):
        if number > MOST_ELEMENTS:
            return None
        _hear(heard, element, value)
    if heard.doc_type not in {b"webm", b"matroska"} or heard.tracks != {_AUDIO}:
        return None
    ticks = heard.duration or heard.last
    return Sound(mime="audio/webm", seconds=whole(ticks * heard.scale / 1e9))


def _hear(heard: _Heard, element: int, value: bytes) -> None:
    match element:
        case Element.DOC_TYPE:
            heard.doc_type = value.rstrip(b"\0")
        case Element.SCALE:
            heard.scale = int.from_bytes(value)
        case Element.DURATION:
            heard.duration = struct.unpack(">f" if len(value) == 4 else ">d", value)[0]
        case Element.TRACK_TYPE:
            heard.tracks |= {int.from_bytes(value)}
        case Element.TIMESTAMP:
            heard.cluster = int.from_bytes(value)
        case Element.SIMPLE_BLOCK | Element.BLOCK:
            _, after = _number(value, 0, keep_mark=False)
            heard.last = max(heard.last, heard.cluster + struct.unpack_from(">h", value, after)[0])


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each element that is not walked into, in order, with at most its first bytes."""
    at = 0
    while at < len(content):
        element, at = _number(content, at, keep_mark=True)
        size, at = _number(content, at, keep_mark=False)
        if element in _ENTERED:
            continue
        yield element, content[at : at + min(size, 16)]
        at += size


def _number(content: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """Read a number of variable length, and where the next thing begins. Raises IndexError."""
    first = content[at]
    width = 9 - first.bit_length()
    if width > 8 or at + width > len(content):
        raise IndexError(at)
    value = int.from_bytes(content[at : at + width])
    return value if keep_mark else value & ~(1 << (7 * width)), at + width
