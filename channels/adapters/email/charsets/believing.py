"""Bytes to text, whatever the label says: the label's superset first, then what the bytes look like."""

import codecs
import re

from channels.adapters.email.charsets.decoding import decode_by
from channels.adapters.email.charsets.detecting import (
    DETECTED,
    MULTI_BYTE,
    Decoded,
    detect,
    runs_of_high_bytes,
)
from channels.adapters.email.charsets.japanese import ESCAPES
from channels.adapters.email.charsets.labels import codec_named
from channels.adapters.email.charsets.likeness import likeness
from channels.adapters.email.charsets.mending import strictly

CUT_OFF = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\s*\Z")
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
EASTERN = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af]")
GARBLED = 0.25  # a text decoded by its label and less likely than this is doubted
CLEARLY = 0.9  # how much likelier another charset must make it


def decode_bytes(raw: bytes, label: str | None, *, hint: str | None = None) -> Decoded:
    """Decode by label where the label is believable, else by what the bytes look like.

    `hint` is another charset of the same mail, tried where this piece has no label of its own.
    """
    if raw.startswith(codecs.BOM_UTF8) and strictly(raw, "utf-8") is not None:
        return Decoded(text=raw[3:].decode("utf-8"), charset="utf-8")
    codec = codec_named(label or "")
    if (
        raw.isascii()
        and codec not in {"utf-7", "hz", "utf-16", "iso2022_jp"}
        and b"\x1b" not in raw
    ):
        return _decode_ascii(raw, codec)
    if codec is None:
        found = detect(raw, hint=codec_named(hint or ""))
        return _partly_utf_8(raw) if _is_mostly_utf_8(raw, found) else found
    return _decode_labelled(raw, codec)


def _decode_ascii(raw: bytes, codec: str | None) -> Decoded:
    if codec is not None and codec.startswith(("utf-16", "utf-32", "cp037", "cp500", "iso2022")):
        return Decoded(text=decode_by(raw, codec), charset=codec)
    return Decoded(text=raw.decode("ascii"), charset=codec or "us-ascii")


def _decode_labelled(raw: bytes, codec: str) -> Decoded:
    if codec in {"utf-7", "hz", "utf-16", "utf-32"}:
        return Decoded(text=decode_by(raw, codec), charset=codec)
    if b"\x1b" in raw and not codec.startswith("iso2022") and ESCAPES.search(raw):
        return detect(raw)  # nothing but ISO-2022 says so
    as_utf_8 = strictly(raw, "utf-8")
    if as_utf_8 is not None and codec == "cp1252":
        return detect(raw)
    if as_utf_8 is not None and (codec == "utf-8" or _surely_utf_8(as_utf_8, raw, codec)):
        return Decoded(text=as_utf_8, charset="utf-8", as_labelled=codec == "utf-8")
    if codec == "utf-8" and (whole := _without_cut_off(raw)) is not None:
        return Decoded(text=whole, charset=codec)
    text = decode_by(raw, codec)
    if _believable(text, raw, codec):
        return Decoded(text=text, charset=codec)
    return _better(raw, Decoded(text=text, charset=codec))


def _without_cut_off(raw: bytes) -> str | None:
    """UTF-8 that somebody cut inside its last character, without that; None for what is wrong otherwise.

    Only after words in a script of its own: behind western ones it is a letter of Windows-1252.
    """
    cut = CUT_OFF.search(raw[-8:])
    if cut is None:
        return None
    text = strictly(raw[: len(raw) - len(cut[0])], "utf-8")
    return text if text is not None and EASTERN.search(text) else None


def _surely_utf_8(as_utf_8: str, raw: bytes, codec: str) -> bool:
    if codec not in MULTI_BYTE:
        return codec.startswith(("cp125", "iso8859", "mac", "koi8")) and b"\x1b" not in raw
    if all(char < "\u0800" for char in as_utf_8):
        return False
    mine = likeness(decode_by(raw[:DETECTED], codec), japanese=codec in {"cp932", "euc_jp"})
    return likeness(as_utf_8[:DETECTED], japanese=True) >= mine


def _believable(text: str, raw: bytes, codec: str) -> bool:
    if "�" in text:
        return False
    if codec in MULTI_BYTE:
        return likeness(text[:DETECTED], japanese=codec in {"cp932", "euc_jp"}) >= GARBLED
    if codec == "cp1252" or codec.startswith("iso8859"):
        return not runs_of_high_bytes(raw[:DETECTED])
    return True


def _better(raw: bytes, labelled: Decoded) -> Decoded:
    """Keep the labelled reading unless another charset makes much more of the bytes."""
    found = detect(raw, hint=None)
    multi = labelled.charset in MULTI_BYTE
    japanese = labelled.charset in {"cp932", "euc_jp"}
    lost, lost_there = labelled.text.count("�"), found.text.count("�")
    mine = likeness(labelled.text, japanese=japanese) if multi else 0.0
    theirs = likeness(found.text, japanese=found.charset in {"cp932", "euc_jp", "iso2022_jp"})
    if labelled.charset == "utf-8" and _is_mostly_utf_8(raw, found):
        return _partly_utf_8(raw)
    if lost_there < lost and theirs > mine - 0.2:
        return found
    if lost_there <= lost and theirs > mine + CLEARLY:
        return found
    if labelled.charset == "utf-8" and lost:
        return _partly_utf_8(raw)
    return labelled


def _is_mostly_utf_8(raw: bytes, found: Decoded) -> bool:
    """Whether what was taken for a western charset is UTF-8 with a few bytes of one: each alone is chance."""
    if found.charset in MULTI_BYTE or found.charset in {"utf-8", "us-ascii", "iso2022_jp"}:
        return False
    strays = raw.decode("utf-8", "replace").count("�")
    return 0 < 2 * strays <= len(SEQUENCE.findall(raw))


def _partly_utf_8(raw: bytes) -> Decoded:
    """UTF-8 with a few foreign bytes: those are read as Windows-1252 where that gives a letter."""
    pieces = re.split(b"((?:" + SEQUENCE.pattern + b")+)", raw)
    text = "".join(
        strictly(piece, "utf-8") or piece.decode("cp1252", "replace") for piece in pieces
    )
    if sum(map(len, pieces[1::2])) * 3 < sum(byte > 0x7F for byte in raw):
        text = raw.decode("utf-8", "replace")
    return Decoded(text=text, charset="utf-8", as_labelled=False)
