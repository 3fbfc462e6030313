"""Voices that no browser plays, turned into waves that all do: AMR of WeChat and old phones, and SILK.

Each is decoded by a process of its own, bounded in time, memory and output: AMR by a program of Debian's,
SILK by a library. Where that is not installed, a voice is for downloading, as it always was.
"""

import io
import shutil
import subprocess
import sys
import wave
from functools import cache
from importlib.util import find_spec

AMR, SILK = "audio/amr", "audio/silk"
SECONDS = 5  # of processor, and twice as many by the clock
MEMORY = 512 * 1024 * 1024  # bytes of address space
LONGEST = 600  # seconds of a voice; what comes after is cut off
RATE = 16_000  # samples a second, as many as the wide kind has
# Gives what it decodes as it goes, so that a file that breaks off is heard up to there.
_DECODE_SILK = f"""
import io, sys, pysilk
class Out(io.BytesIO):
    left = {LONGEST * RATE * 2}
    def write(self, samples):
        sys.stdout.buffer.write(samples[: self.left])
        self.left -= len(samples)
        if self.left <= 0:
            sys.stdout.flush()
            sys.exit()
        return len(samples)
pysilk.decode(io.BytesIO(sys.stdin.buffer.read()), Out(), {RATE})
"""


class NoVoice(Exception):
    """It could not be decoded, or took too long."""


@cache
def _program(mime: str) -> tuple[str, ...] | None:
    """Give the command that decodes this kind, with its limits; looked for once in each process."""
    limits, decoder = shutil.which("prlimit"), _amr() if mime == AMR else _silk()
    if decoder is None or limits is None:
        return None
    return (
        limits, f"--as={MEMORY}", f"--cpu={SECONDS}", "--fsize=0", "--core=0", "--nofile=32",
        *decoder,
    )  # fmt: skip


def _amr() -> tuple[str, ...] | None:
    decoder = shutil.which("ffmpeg")
    if decoder is None:
        return None
    # Only pipes may be opened, so that nothing in a file leads the decoder elsewhere.
    reading = ("-protocol_whitelist", "pipe", "-threads", "1", "-f", "amr", "-i", "pipe:0")
    writing = ("-t", str(LONGEST), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1")
    return (decoder, "-hide_banner", "-nostdin", "-loglevel", "quiet", *reading, "-vn", *writing)


def _silk() -> tuple[str, ...] | None:
    return (sys.executable, "-I", "-c", _DECODE_SILK) if find_spec("pysilk") else None


def can_turn(mime: str) -> bool:
    """Whether voices of this kind need turning, and can be turned here."""
    return mime in {AMR, SILK} and _program(mime) is not None


def as_wave(content: bytes, mime: str) -> bytes:
    """Turn a voice of this kind into a wave of one channel. Raises NoVoice."""
    program = _program(mime)
    if program is None:
        raise NoVoice
    try:
        turned = subprocess.run(  # noqa: S603  # no outside words
            program, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=2 * SECONDS, env={"LANG": "C.UTF-8"}, check=False,
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
