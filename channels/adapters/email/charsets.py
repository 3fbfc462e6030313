"""Bytes to text, whatever the label says: the label's superset first, then what the bytes look like."""

import codecs
import math
import re
from dataclasses import dataclass
from functools import cache

from channels.adapters.email.charset_labels import CODEC_OF, RELATED, codec_named
from channels.adapters.email.likeness import likeness

DETECTED = 4096  # bytes beyond which detection looks no further
EAST_ASIAN = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
MULTI_BYTE = frozenset((*EAST_ASIAN, "big5hkscs"))
ESCAPES = re.compile(rb"\x1b(\$@|\$B|\$\(D|\$A|\$\(C|\$\)C|\([BJHI])")
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
GARBLED = 0.25  # a text decoded by its label and less likely than this is doubted
CLEARLY = 0.9  # how much likelier another charset must make it


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the charset that gave it, and whether that was the charset its label named."""

    text: str
    charset: str
    as_labelled: bool = True


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Error handler: decode the offending bytes by a related codec, else mark one byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    for codec in _related(error.encoding):
        for length in (2, 4, 1):
            piece = error.object[error.start : error.start + length]
            try:
                text = piece.decode(codec)
            except UnicodeDecodeError:
                continue
            if len(piece) == length and (length > 1 or piece > b"\x7f"):
                return text, error.start + length
    if error.object[error.start : error.start + 1] == b"\x80":
        return "€", error.start + 1
    return "�", error.start + 1


def _related(encoding: str) -> tuple[str, ...]:
    return RELATED.get(encoding) or RELATED.get(CODEC_OF.get(encoding.replace("_", "-"), ""), ())


codecs.register_error("mail_mend", _mend)


def decode_by(raw: bytes, codec: str) -> str:
    """Decode by this codec and its relatives; what none of them knows becomes U+FFFD."""
    if codec == "iso2022_jp":
        return decode_iso_2022_jp(raw)
    if codec == "utf-16":
        return _decode_utf_16(raw)
    if codec in {"utf-7", "hz"}:
        return raw.decode(codec, "replace").encode("utf-8", "replace").decode("utf-8")
    text = raw.decode(codec, "mail_mend" if codec in RELATED else "replace")
    return text.encode("utf-8", "replace").decode("utf-8") if codec == "utf-32" else text


def _decode_utf_16(raw: bytes) -> str:
    if b"\0" not in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        as_8_bit = strictly(raw, "utf-8")
        if as_8_bit is not None:
            return as_8_bit
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    little = raw[1::2].count(0) >= raw[0::2].count(0)
    return raw.decode("utf-16-le" if little and b"\0" in raw else "utf-16-be", "replace")


def decode_iso_2022_jp(raw: bytes) -> str:
    """ISO-2022-JP as mailers write it: with NEC and IBM characters, half-width kana, and JIS X 0212."""
    strict = strictly(raw, "iso2022_jp")
    if strict is not None:
        return strict
    pieces = ESCAPES.split(raw)
    text = [_eight_bit(pieces[0])]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_jis_piece(escape, piece))
    return "".join(text)


def _eight_bit(raw: bytes) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    return strictly(raw, "utf-8") or raw.decode("cp932", "mail_mend")


def _jis_piece(escape: bytes, piece: bytes) -> str:
    if escape in {b"$@", b"$B"}:
        return _jis_0208(piece)
    high = bytes(byte | 0x80 if 0x21 <= byte < 0x7F else byte for byte in piece)
    if escape == b"(I":
        return high.decode("cp932", "mail_mend")
    if escape == b"$(D":
        pairs = re.sub(rb"([\xa1-\xfe]{2})", rb"\x8f\1", high)
        return pairs.decode("euc_jp", "mail_mend")
    if escape == b"$A":
        return high.decode("gb18030", "mail_mend")
    if escape in {b"$(C", b"$)C"}:
        return high.decode("cp949", "mail_mend")
    return _eight_bit(piece)


def _jis_0208(piece: bytes) -> str:
    """Rows of JIS X 0208 through Shift_JIS, whose Microsoft form has the vendors' rows 13 and 89 to 119."""
    out = bytearray()
    at = 0
    while at < len(piece):
        row = piece[at]
        if row < 0x21 or row > 0x7E or at + 1 >= len(piece) or not 0x21 <= piece[at + 1] <= 0x7E:
            out.append(row)
            at += 1
            continue
        out += _shifted(row, piece[at + 1])
        at += 2
    return bytes(out).decode("cp932", "mail_mend")


def _shifted(row: int, cell: int) -> bytes:
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes((lead, trail))


def strictly(raw: bytes, codec: str) -> str | None:
    """The text where every byte fits this codec, else nothing."""
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None


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
        return detect(raw, hint=codec_named(hint or ""))
    return _decode_labelled(raw, codec)


def _decode_ascii(raw: bytes, codec: str | None) -> Decoded:
    if codec is not None and codec.startswith(("utf-16", "utf-32", "cp037", "cp500", "iso2022")):
        return Decoded(text=decode_by(raw, codec), charset=codec)
    return Decoded(text=raw.decode("ascii"), charset=codec or "us-ascii")


def _decode_labelled(raw: bytes, codec: str) -> Decoded:
    if codec in {"utf-7", "hz", "utf-16", "utf-32"}:
        return Decoded(text=decode_by(raw, codec), charset=codec)
    as_utf_8 = strictly(raw, "utf-8")
    if as_utf_8 is not None and codec == "cp1252":
        return detect(raw)
    if as_utf_8 is not None and (codec == "utf-8" or _surely_utf_8(as_utf_8, raw, codec)):
        return Decoded(text=as_utf_8, charset="utf-8", as_labelled=codec == "utf-8")
    text = decode_by(raw, codec)
    if _believable(text, raw, codec):
        return Decoded(text=text, charset=codec)
    return _better(raw, Decoded(text=text, charset=codec))


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
        return not _runs_of_high_bytes(raw[:DETECTED])
    return True


def _runs_of_high_bytes(raw: bytes) -> bool:
    """Whether high bytes mostly stand together or are very many, as in no western text."""
    high = sum(1 for byte in raw if byte >= 0x81)
    runs = sum(len(run) for run in re.findall(rb"[\x81-\xfe]{4,}", raw))
    written = sum(1 for byte in raw if byte > 0x20)
    return (high > 3 and runs > 0.6 * high) or (high > 1 and high >= 0.42 * written)


def _better(raw: bytes, labelled: Decoded) -> Decoded:
    """Keep the labelled reading unless another charset makes much more of the bytes."""
    found = detect(raw, hint=None)
    multi = labelled.charset in MULTI_BYTE
    japanese = labelled.charset in {"cp932", "euc_jp"}
    lost, lost_there = labelled.text.count("�"), found.text.count("�")
    mine = likeness(labelled.text, japanese=japanese) if multi else 0.0
    theirs = likeness(found.text, japanese=found.charset in {"cp932", "euc_jp", "iso2022_jp"})
    if lost_there < lost and theirs > mine - 0.2:
        return found
    if lost_there <= lost and theirs > mine + CLEARLY:
        return found
    if labelled.charset == "utf-8" and lost:
        return _partly_utf_8(raw)
    return labelled


def _partly_utf_8(raw: bytes) -> Decoded:
    """UTF-8 with a few foreign bytes: those are read as Windows-1252 where that gives a letter."""
    pieces = re.split(
        rb"((?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+)", raw
    )
    text = "".join(
        strictly(piece, "utf-8") or piece.decode("cp1252", "replace") for piece in pieces
    )
    if sum(map(len, pieces[1::2])) * 3 < sum(byte > 0x7F for byte in raw):
        text = raw.decode("utf-8", "replace")
    return Decoded(text=text, charset="utf-8", as_labelled=False)


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
    if marks[best] >= 0.6 and (best == hint or best == "utf-8" or _runs_of_high_bytes(sample)):
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
