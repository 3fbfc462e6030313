"""Recordings from outside: what they are and how long they last, by their content alone.

Nothing is decoded. A recording is playable where its container holds sound only, in a form that
browsers play; whatever else a file claims, it is for downloading.
"""

import struct
from collections.abc import Callable

from channels.sounds import containers, frames, webm
from channels.sounds.sound import Sound

__all__ = ["Sound", "listen"]
# What these files begin with, after as many bytes; the first that fits reads the rest.
_READERS: tuple[tuple[int, bytes, Callable[[bytes], Sound | None]], ...] = (
    (0, b"\x1aE\xdf\xa3", webm.read),
    (0, b"OggS", containers.read_ogg),
    (4, b"ftyp", containers.read_mp4),
    (0, b"RIFF", frames.read_wav),
    (0, b"#!AMR", frames.read_amr),
    (0, b"#!SILK", frames.read_silk),
    # WeChat and QQ put a byte of their own in front.
    (1, b"#!SILK", frames.read_silk),
    (0, b"ID3", frames.read_mp3),
    (0, b"\xff", frames.read_mp3_or_aac),
)


def listen(content: bytes) -> Sound | None:
    """Tell what a recording is; None where it is none, holds pictures too, or is broken."""
    for offset, magic, read in _READERS:
        if content.startswith(magic, offset):
            try:
                return read(content)
            except (struct.error, IndexError, ValueError, OverflowError, ZeroDivisionError):
                return None
    return None
