"""Undoing of content transfer encodings, tolerant of what gateways and old mailers do to them."""

import binascii
import re
from itertools import takewhile

CLEAN_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]*={0,2}\s*\Z")
# What stands behind the padding, on its line: words, or another piece. One without padding is told from a
# word by its capitals and digits.
BEHIND_END = re.compile(rb"(?<=[A-Za-z0-9+/])(={1,2})[ \t]+([^\r\n]*)")
PIECE = re.compile(
    rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4}={1,2})|"
    rb"(?=.*[A-Za-z0-9+/][A-Z0-9+/])(?=.*[a-z0-9+/])(?:[A-Za-z0-9+/]{4})+"
)
FOREIGN = re.compile(rb"[^A-Za-z0-9+/=]+")
SOFT_BREAK_WITH_SPACE = re.compile(rb"=[ \t]+(\r?\n)")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
UU_END = re.compile(rb"^end[ \t]*\r?$\n?", re.MULTILINE)
MOST_UU_FILES = 200
UU_LINE = re.compile(rb"[\x20-\x60]{1,90}")


def decode_transfer(raw: bytes, encoding: str) -> bytes:
    """The bytes behind a Content-Transfer-Encoding; an unknown one leaves them as they are."""
    name = re.sub(r"\(.*?\)", "", encoding).strip().strip("\"';,").lower()
    if name.startswith(("base64", "base-64", "b64")) or name == "b":
        # What calls itself so and holds not one line of it is as it stands.
        return decode_base64(raw) or raw.strip()
    if name.startswith(("quoted", "qp")) or name == "q":
        return decode_quoted_printable(raw)
    if "uu" in name:
        return decode_uu(raw)
    return raw


def decode_quoted_printable(raw: bytes) -> bytes:
    """Quoted-printable; white space behind a soft break is forgiven, stray equal signs stay."""
    if b"=" not in raw:
        return raw
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return binascii.a2b_qp(SOFT_BREAK_WITH_SPACE.sub(rb"=\1", raw))


def decode_base64(raw: bytes) -> bytes:
    """Base64; several padded pieces are joined, and footers that a list server appended are left out."""
    if CLEAN_BASE64.match(raw):
        return _decode_piece(raw)
    raw = BEHIND_END.sub(_without_words, raw)
    kept = b"".join(line for line in raw.splitlines(keepends=True) if _is_base64(line))
    return b"".join(_decode_piece(piece) for piece in re.findall(rb"[^=]+={0,2}", kept))


def _without_words(found: re.Match[bytes]) -> bytes:
    """The padding, and the pieces that follow it up to the first that is none."""
    return found[1] + b"".join(takewhile(PIECE.fullmatch, found[2].split()))


def undeclared_base64(raw: bytes) -> bytes | None:
    """The text of a body that is nothing but base64 and does not say so; None for any other body.

    Lines as long as encoders make them, which together are words in UTF-8: nobody writes so by hand.
    """
    lines = raw.split()
    whole = len(lines[0]) if lines else 0
    if len(lines) < 2 or whole not in {60, 64, 72, 76} or len(lines[-1]) > whole:
        return None
    if any(len(line) != whole for line in lines[:-1]) or not CLEAN_BASE64.match(b"".join(lines)):
        return None
    text = _decode_piece(b"".join(lines))
    try:
        is_text = not re.search(r"[\x00-\x08\x0e-\x1f]", text.decode())
    except UnicodeDecodeError:
        return None
    return text if is_text else None


def _is_base64(line: bytes) -> bool:
    """A line of base64, with perhaps a few damaged characters; not words, not rules."""
    bare = line.strip()
    foreign = sum(len(run) for run in FOREIGN.findall(bare))
    return foreign * 8 < len(bare) and not re.search(rb"[A-Za-z]{2,}[ ,.;:]+[A-Za-z]{2,}", bare)


def _decode_piece(piece: bytes) -> bytes:
    try:
        return binascii.a2b_base64(piece)
    except binascii.Error:
        letters = FOREIGN.sub(b"", piece).replace(b"=", b"")
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def decode_uu(raw: bytes) -> bytes:
    """The lines between "begin" and "end"; a line that is none is skipped."""
    out = []
    for line in raw.splitlines():
        if not line or line in {b"`", b"end"} or line.startswith(b"begin "):
            continue
        out.append(_decode_uu_line(line))
    return b"".join(out)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders pad the line with rubbish
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""


def take_uu_files(raw: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Cut uuencoded files out of a plain text body: what remains, and (raw name, content) of each."""
    kept: list[bytes] = []
    found: list[tuple[bytes, bytes]] = []
    at = 0
    while (begin := UU_BEGIN.search(raw, at)) and (end := UU_END.search(raw, begin.end())):
        lines = raw[begin.end() : end.start()]
        content = decode_uu(lines) if _is_uu(lines) else b""
        kept.append(raw[at : begin.start() if content else begin.end()])
        if content:
            found.append((begin[1].strip(), content))
        at = end.end() if content else begin.end()
        if len(kept) > MOST_UU_FILES:
            break
    return b"".join((*kept, raw[at:])), found


def _is_uu(block: bytes) -> bool:
    lines = [line for line in block.splitlines() if line.strip()]
    return bool(lines) and all(UU_LINE.fullmatch(line) for line in lines)
