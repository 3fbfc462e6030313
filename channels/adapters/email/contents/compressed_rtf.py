"""Compressed RTF of Outlook (MS-OXRTFCP), and the plain text or HTML wrapped in it."""

import re
import struct
from collections.abc import Iterator

from channels.adapters.email.charsets.decoding import decode_by

COMPRESSED, UNCOMPRESSED = 0x75465A4C, 0x414C454D
PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
LONGEST = 4_000_000  # bytes of RTF that are expanded
TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
SKIPPED = frozenset(
    {
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"generator",
        b"listtable",
        b"themedata",
    }
)


def expand_rtf(raw: bytes) -> bytes:
    """The RTF behind its compression; empty where the header is none."""
    if len(raw) < 16:
        return b""
    _, size, kind = struct.unpack_from("<III", raw)
    if kind == UNCOMPRESSED:
        return raw[16 : 16 + min(size, LONGEST)]
    return _expand(raw, min(size, LONGEST)) if kind == COMPRESSED else b""


def _expand(raw: bytes, size: int) -> bytes:
    window = bytearray(4096)
    window[: len(PRELOAD)] = PRELOAD
    write = len(PRELOAD)
    out = bytearray()
    at = 16
    while at < len(raw) and len(out) < size:
        flags = raw[at]
        at += 1
        for bit in range(8):
            if at >= len(raw):
                return bytes(out)
            if flags & (1 << bit):
                if at + 1 >= len(raw):
                    return bytes(out)
                token = raw[at] << 8 | raw[at + 1]
                at += 2
                read, length = token >> 4, (token & 15) + 2
                if read == write:
                    return bytes(out)
                piece: Iterator[int] = (window[(read + step) % 4096] for step in range(length))
            else:
                piece = iter(raw[at : at + 1])
                at += 1
            for byte in piece:
                out.append(byte)
                window[write] = byte
                write = (write + 1) % 4096
    return bytes(out)


def rtf_to_text(rtf: bytes) -> str:
    """The words of an RTF document, good enough to read; formatting is dropped."""
    return _RtfText(rtf).text()


class _RtfText:
    def __init__(self, rtf: bytes) -> None:
        self.rtf = rtf
        page = re.search(rb"\\ansicpg(\d{3,5})", rtf[:2_000])
        self.codec = {b"65001": "utf-8"}.get(page[1], "cp" + page[1].decode()) if page else "cp1252"
        self.out: list[str] = []
        self.pending = bytearray()
        self.silent = 0
        self.depth = 0
        self.skip = 0
        self.html = b"\\fromhtml" in rtf[:2_000]

    def text(self) -> str:
        for token in TOKEN.finditer(self.rtf):
            self._take(token)
        self._flush()
        return re.sub(r"\n{3,}", "\n\n", "".join(self.out)).strip()

    def _take(self, token: re.Match[bytes]) -> None:
        if token[5]:
            self.depth += 1 if token[5] == b"{" else -1
            if self.silent and self.depth < self.silent:
                self.silent = 0
        elif self.silent:
            return
        elif token[1]:
            self._byte(int(token[1], 16))
        elif token[2]:
            self._word(token[2], token[3])
        elif token[4]:
            self._symbol(token[4])
        elif token[6]:
            for byte in token[6]:
                self._byte(byte)

    def _byte(self, byte: int) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.pending.append(byte)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.silent = max(self.depth, 1)
        elif symbol in b"\\{}":
            self.pending += symbol
        elif symbol == b"~":
            self.pending += b" "

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in SKIPPED:
            self.silent = max(self.depth, 1)
        elif word in {b"par", b"line", b"row"}:
            self._put("\n")
        elif word in {b"tab", b"cell"}:
            self._put("\t")
        elif word == b"u" and number:
            self._put(chr(int(number) % 65536))
            self.skip = 1

    def _put(self, text: str) -> None:
        self._flush()
        self.out.append(text)

    def _flush(self) -> None:
        if self.pending:
            try:
                self.out.append(decode_by(bytes(self.pending), self.codec))
            except LookupError:
                self.out.append(self.pending.decode("cp1252", "replace"))
            self.pending.clear()
