"""What charset bytes without a believable label are in."""

import math
import re
from dataclasses import dataclass
from functools import cache

from channels.adapters.email.charsets.decoding import decode_by
from channels.adapters.email.charsets.japanese import ESCAPES, decode_iso_2022_jp
from channels.adapters.email.charsets.labels import codec_named
from channels.adapters.email.charsets.likeness import likeness
from channels.adapters.email.charsets.mending import strictly

DETECTED = 4096  # bytes beyond which detection looks no further
EAST_ASIAN = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
MULTI_BYTE = frozenset((*EAST_ASIAN, "big5hkscs"))
OTHER_ALPHABETS = MULTI_BYTE | {
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp1253",
    "iso8859-7",
    "cp1255",
    "iso8859-8",
    "cp1256",
    "cp874",
    "iso8859-5",
}
ONE_ALPHABET = re.compile(
    "[\u0386-\u03ce]{3,}|[\u0400-\u045f]{3,}|[\u05d0-\u05ea]{3,}|[\u0621-\u064a]{3,}|[\u00c0-\u00ff]{3,}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the charset that gave it, and whether that was the charset its label named."""

    text: str
    charset: str
    as_labelled: bool = True


def detect(raw: bytes, *, hint: str | None = None) -> Decoded:
    """The charset that makes most of these bytes; `hint` wins where it is about as good."""
    if b"\x1b" in raw and ESCAPES.search(raw):
        return Decoded(text=decode_iso_2022_jp(raw), charset="iso2022_jp", as_labelled=False)
    as_utf_8 = strictly(raw, "utf-8")
    if as_utf_8 is not None and not _chance_utf_8(as_utf_8, raw):
        return Decoded(text=as_utf_8, charset="utf-8", as_labelled=False)
    codec = _likeliest(raw, hint) if as_utf_8 is None else "gb18030"
    return Decoded(text=decode_by(raw, codec), charset=codec, as_labelled=False)


def _chance_utf_8(as_utf_8: str, raw: bytes) -> bool:
    """Whether a few Chinese characters of GB 2312 only happen to be UTF-8 of two-byte letters."""
    if len(raw) > 40 or any(char < "\x80" or char >= "\u0800" for char in as_utf_8):
        return False
    if ONE_ALPHABET.fullmatch(as_utf_8):
        return False
    chinese = strictly(raw, "gb18030")
    return chinese is not None and likeness(chinese) > 1.4


def _likeliest(raw: bytes, hint: str | None) -> str:
    sample = raw[:DETECTED]
    marks = {codec: _mark(sample, codec) for codec in EAST_ASIAN}
    marks["cp949"] += _all_hangul(sample)
    marks["utf-8"] = _mark(sample, "utf-8") - 0.3
    if hint is not None and hint not in {"utf-7", "utf-16", "iso2022_jp", "hz"}:
        whole = hint in MULTI_BYTE and decode_by(sample, hint).count("�") <= 1
        marks[hint] = marks.get(hint, _mark(sample, hint)) + (1.0 if whole else 0.5)
    best = max(marks, key=marks.__getitem__)
    if best == hint and hint in MULTI_BYTE and marks[best] > -0.3:
        return best
    if marks[best] >= 0.6 and (best == hint or best == "utf-8" or runs_of_high_bytes(sample)):
        return best
    return _western(sample, best if marks[best] > 1.2 else None)


def _all_hangul(sample: bytes) -> float:
    """What it counts that everything is Hangul: Chinese keeps to those rows only by chance."""
    strange = [char for char in decode_by(sample, "cp949") if char > "\x7f"]
    hangul = sum(1 for char in strange if "\uac00" <= char <= "\ud7a3")
    return min(1.6, 0.12 * hangul) if hangul >= 0.97 * len(strange) else 0.0


def _mark(sample: bytes, codec: str) -> float:
    text = decode_by(sample, codec)
    lost = text.count("�") - 1  # the sample may end inside a character
    return likeness(text, japanese=codec in {"cp932", "euc_jp"}) - max(0, lost) * 4.0 / math.sqrt(
        len(sample)
    )


@cache
def _guesser() -> object:
    from charset_normalizer import from_bytes  # costs 40 ms, and few mails need it

    return from_bytes


def _western(sample: bytes, otherwise: str | None) -> str:
    """What the guesser says of other alphabets; Latin ones, which it confuses, are Windows-1252."""
    if otherwise is not None:
        return otherwise
    if len(sample) < 48:
        return "cp1252"
    best = _guesser()(sample).best()  # type: ignore[operator]
    found = codec_named(best.encoding) if best is not None else None
    return found if found in OTHER_ALPHABETS else "cp1252"


def runs_of_high_bytes(raw: bytes) -> bool:
    """Whether high bytes mostly stand together or are very many, as in no western text."""
    high = sum(1 for byte in raw if byte >= 0x81)
    runs = sum(len(run) for run in re.findall(rb"[\x81-\xfe]{4,}", raw))
    written = sum(1 for byte in raw if byte > 0x20)
    return (high > 3 and runs > 0.6 * high) or (high > 1 and high >= 0.42 * written)
