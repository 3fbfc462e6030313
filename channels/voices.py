"""Voices as WeChat and old phones record them (AMR), which no browser plays, turned into waves that all do.

A program of Debian's decodes them, bounded in time, memory and output; where it is not installed a voice
is for downloading, as it always was. SILK, which WeChat's desktop keeps, it cannot read.
"""

import io
import shutil
import subprocess
import wave
from functools import cache

MIME = "audio/amr"
SECONDS = 5  # of processor, and twice as many by the clock
MEMORY = 512 * 1024 * 1024  # bytes of address space
LONGEST = 600  # seconds of a voice; what comes after is cut off
RATE = 16_000  # samples a second, as many as the wide kind has


class NoVoice(Exception):
    """It could not be decoded, or took too long."""


@cache
def _program() -> tuple[str, ...] | None:
    """Give the beginning of the command, with its limits; looked for once in each process."""
    decoder, limits = shutil.which("ffmpeg"), shutil.which("prlimit")
    if decoder is None or limits is None:
        return None
    return (
        limits, f"--as={MEMORY}", f"--cpu={SECONDS}", "--fsize=0", "--core=0", "--nofile=32",
        decoder,
    )  # fmt: skip


def can_turn() -> bool:
    """Whether voices can be turned here."""
    return _program() is not None


def as_wave(content: bytes) -> bytes:
    """Turn a voice into a wave of one channel. Raises NoVoice."""
    program = _program()
    if program is None:
        raise NoVoice
    # Only pipes may be opened, so that nothing in a file leads the decoder elsewhere.
    reading = ("-protocol_whitelist", "pipe", "-threads", "1", "-f", "amr", "-i", "pipe:0")
    writing = ("-t", str(LONGEST), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1")
    try:
        turned = subprocess.run(  # noqa: S603  # no outside words
            [*program, "-hide_banner", "-nostdin", "-loglevel", "quiet", *reading, "-vn", *writing],
            input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2 * SECONDS,
            env={"LANG": "C.UTF-8"}, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoVoice from error
    # What was decoded before the file broke off is worth hearing.
    if not turned.stdout:
        raise NoVoice
    return _wave(turned.stdout)


def _wave(samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples)
    return out.getvalue()
