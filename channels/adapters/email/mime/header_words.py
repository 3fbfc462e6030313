"""Header values to text: encoded words, raw 8-bit, folding, and control characters."""

import binascii
import re
from dataclasses import dataclass

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.charsets.decoding import decode_by
from channels.adapters.email.charsets.labels import codec_named
from channels.adapters.email.charsets.mending import strictly
from channels.adapters.email.mime.transfer import decode_base64

WORD = re.compile(rb"=\?([^?\s]{0,80})\?\s{0,4}([bBqQ])\s{0,4}\?((?:(?!=\?[^=]).)*?)\?=", re.DOTALL)
UNFINISHED = re.compile(rb"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\??\Z", re.DOTALL)
FOLD = re.compile(rb"(?:\r\n|\r|\n)[ \t]*")
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
BREAKS = re.compile("[\t\r\n\x85\u2028\u2029]+ *")
LONGEST = 65_536  # bytes of one header that are read as text


@dataclass(frozen=True, slots=True)
class _Word:
    codec: str | None
    encoding: bytes
    payload: bytes

    @property
    def split_inside(self) -> bool:
        """Whether the base64 text itself goes on in the next word."""
        return self.encoding == b"B" and len(self.payload) % 4 != 0 and b"=" not in self.payload

    def raw(self) -> bytes:
        if self.encoding == b"B":
            return decode_base64(self.payload)
        return binascii.a2b_qp(self.payload.replace(b" ", b"_"), header=True)


def decode_header(raw: bytes, *, hint: str | None = None) -> str:
    """The text of a header value, on one line; `hint` is the mail's charset, for raw 8-bit bytes."""
    raw = raw[:LONGEST]
    if b"=?" not in raw:
        return one_line(decode_bytes(FOLD.sub(b" ", raw), None, hint=hint).text)
    return one_line(_decode_words(raw, hint))


def one_line(text: str) -> str:
    """Without line breaks, control characters, direction overrides and lone surrogates."""
    text = CONTROL.sub("", BREAKS.sub(" ", text)).strip()
    return without_surrogates(text)


def without_surrogates(text: str) -> str:
    """Text that UTF-8 can hold; surrogate pairs are joined, lone ones become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _decode_words(raw: bytes, hint: str | None) -> str:
    out: list[str] = []
    words: list[_Word] = []
    at = 0
    for found in WORD.finditer(raw):
        between = raw[at : found.start()]
        if between.strip() or not words:
            out += (_joined(words), _plain(between, hint))
            words = []
        words.append(_word(found))
        at = found.end()
    rest = raw[at:]
    cut_off = UNFINISHED.search(rest)
    if cut_off:
        if rest[: cut_off.start()].strip() or not words:
            out += (_joined(words), _plain(rest[: cut_off.start()], hint))
            words = []
        words.append(_word(cut_off))
        rest = b""
    return "".join((*out, _joined(words), _plain(rest, hint)))


def _plain(raw: bytes, hint: str | None) -> str:
    return decode_bytes(FOLD.sub(b" ", raw), None, hint=hint).text if raw else ""


def _word(found: re.Match[bytes]) -> _Word:
    label = found[1].split(b"*")[0].decode("ascii", "replace")
    payload = re.sub(rb"[\r\n]+[ \t]*", b"", found[3])
    encoding = found[2].upper()
    if encoding == b"B":
        payload = re.sub(rb"\s+", b"", payload)
    return _Word(codec_named(label), encoding, payload)


def _joined(words: list[_Word]) -> str:
    """Adjacent words of one charset as one run of bytes, so that no character is torn."""
    text: list[str] = []
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].codec != words[start].codec:
            text.append(_decode_run(words[start:at]))
            start = at
    return "".join(text)


def _decode_run(words: list[_Word]) -> str:
    codec = words[0].codec
    if codec in {"utf-7", "utf-16", "hz"}:
        return "".join(decode_by(word.raw(), codec) for word in words)
    if len(words) > 1 and any(word.split_inside for word in words[:-1]):
        rejoined = _rejoin(words)
        if strictly(rejoined, codec or "utf-8") is not None:
            return decode_bytes(rejoined, codec).text
    return decode_bytes(b"".join(word.raw() for word in words), codec).text


def _rejoin(words: list[_Word]) -> bytes:
    if any(word.encoding != b"B" for word in words):
        return b"".join(word.raw() for word in words)
    return decode_base64(b"".join(word.payload for word in words))
