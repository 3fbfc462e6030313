"""Ogg and MP4: where the last page, or the boxes, tell how long it lasts."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.sounds.sound import Sound, whole

_OPUS_RATE = 48_000
# What a track of an MP4 file may hold; AMR in one is what old phones record.
_PLAYED = {b"mp4a", b"Opus", b"fLaC", b"alac"}
_NOT_PLAYED = {b"samr", b"sawb"}
_ENTERED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
MOST_BOXES = 200_000


def read_ogg(content: bytes) -> Sound | None:
    """Read an Ogg file of Opus, Vorbis or Speex; None for a film."""
    packet = content[27 + content[26] :]
    ticks: int = struct.unpack_from("<q", content, content.rindex(b"OggS") + 6)[0]
    if packet.startswith(b"OpusHead"):
        skipped = struct.unpack_from("<H", packet, 10)[0]
        return Sound(mime="audio/ogg", seconds=whole((ticks - skipped) / _OPUS_RATE))
    if packet.startswith(b"\x01vorbis"):
        rate = struct.unpack_from("<I", packet, 12)[0]
        return Sound(mime="audio/ogg", seconds=whole(ticks / rate))
    if packet.startswith(b"Speex   "):
        rate = struct.unpack_from("<I", packet, 36)[0]
        return Sound(mime="audio/ogg", seconds=whole(ticks / rate), is_playable=False)
    return None


def read_mp4(content: bytes) -> Sound | None:
    """Read an MP4, M4A or 3GP file of one sound; None where it holds a picture track."""
    heard = _Heard()
    for number, (name, box) in enumerate(_boxes(content)):
        if number > MOST_BOXES:
            return None
        _hear(heard, name, box)
    if heard.handlers & {b"vide", b"pict"} or b"soun" not in heard.handlers:
        return None
    if not heard.codecs or not heard.codecs <= _PLAYED | _NOT_PLAYED:
        return None
    return Sound(
        mime="audio/mp4",
        seconds=whole(heard.ticks / heard.scale) if heard.scale else None,
        is_playable=heard.codecs <= _PLAYED,
    )


@dataclass(slots=True, kw_only=True)
class _Heard:
    handlers: set[bytes] = field(default_factory=set)
    codecs: set[bytes] = field(default_factory=set)
    scale: int = 0  # ticks a second
    ticks: int = 0
    default: int = 0  # ticks of a sample that does not say its own
    began: int = 0


def _hear(heard: _Heard, name: bytes, box: memoryview) -> None:
    match name:
        case b"hdlr":
            heard.handlers.add(bytes(box[8:12]))
        case b"stsd":
            heard.codecs.add(bytes(box[12:16]))
        case b"mdhd":
            heard.scale, heard.ticks = _media_header(box)
        case b"trex":
            heard.default = struct.unpack_from(">I", box, 12)[0]
        case b"tfhd":
            heard.default = _fragment_default(box) or heard.default
        case b"tfdt":
            heard.began = struct.unpack_from(">Q" if box[0] else ">I", box, 4)[0]
        case b"trun":
            heard.began += _run_length(box, heard.default)
            heard.ticks = max(heard.ticks, heard.began)


def _boxes(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Give each box that is not walked into, in order."""
    at, whole_file = 0, memoryview(content)
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        if name in _ENTERED:
            at += head
            continue
        end = len(content) if size == 0 else at + size
        if end < at + head:
            raise ValueError(name)
        yield name, whole_file[at + head : end]
        at = end


def _media_header(box: memoryview) -> tuple[int, int]:
    """Give ticks a second and ticks; a file written as it was recorded says 0 ticks."""
    scale, ticks = struct.unpack_from(">IQ" if box[0] else ">II", box, 20 if box[0] else 12)
    return scale, 0 if ticks in {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF} else ticks


def _fragment_default(box: memoryview) -> int:
    flags = int.from_bytes(box[1:4])
    if not flags & 0x8:
        return 0
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int(struct.unpack_from(">I", box, at)[0])


def _run_length(box: memoryview, default: int) -> int:
    """Add up the samples of one run: each with its own length, or all alike."""
    flags, count = int.from_bytes(box[1:4]), struct.unpack_from(">I", box, 4)[0]
    if not flags & 0x100:
        return int(count * default)
    at = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * (flags >> 8 & 0xF).bit_count()
    count = min(count, (len(box) - at) // step)
    return sum(struct.unpack_from(">I", box, at + n * step)[0] for n in range(count))
