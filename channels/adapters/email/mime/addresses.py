"""Addresses out of header values, however badly they are written."""

import re
from dataclasses import dataclass

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.mime.header_words import FOLD, WORD, decode_header, one_line

MOST = 1_000  # addresses read of one header
LONGEST = 65_536  # bytes of one header that are read
ANGLE = re.compile(rb"<([^<>]*)>?[^<>]*\Z")
BARE = re.compile(rb"\"[^\"@<>]{1,64}\"@[^\s<>\"(),;:]+|[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")
DOTTED = re.compile(rb"(@[\w-]+)[ \t]+\.[ \t]*([\w-]+)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
COMMENT = re.compile(rb"\(([^()]*)\)")
BRACKETED = re.compile(rb"\[([^\[\]\s@]+@[^\[\]\s@]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox: the address as written, and the name shown beside it, either perhaps empty."""

    email: str
    name: str = ""


def read_addresses(raw: bytes, *, hint: str | None = None) -> list[Address]:
    """Every mailbox of a From, To or Cc value, in order; groups are opened, empty ones left out."""
    found = [
        _mailbox(piece, hint) for piece in _Splitter(FOLD.sub(b" ", raw[:LONGEST])).split()[:MOST]
    ]
    return [address for address in found if address.email or address.name]


class _Splitter:
    """Cuts at commas and semicolons outside quotes and comments; drops the names of groups."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.pieces: list[bytes] = []
        self.start = 0
        self.closing = {mark: raw.rfind(mark) for mark in (b'"', b")", b">")}

    def split(self) -> list[bytes]:
        at = 0
        while at < len(self.raw):
            at = self._step(at)
        self.pieces.append(self.raw[self.start :])
        return [piece for piece in self.pieces if piece.strip()]

    def _step(self, at: int) -> int:
        char = self.raw[at : at + 1]
        if char == b'"' and self.closing[b'"'] > at:
            return self._behind_quote(at + 1)
        if char == b"(" and self.closing[b")"] > at:
            return self._behind_comment(at + 1)
        if char == b"<" and self.closing[b">"] > at:
            return self.raw.index(b">", at) + 1
        if char in b",;":
            self.pieces.append(self.raw[self.start : at])
            self.start = at + 1
        elif char == b":" and self._names_group(self.raw[self.start : at]):
            self.start = at + 1
        return at + 1

    def _names_group(self, words: bytes) -> bool:
        return b"@" not in words and words.strip().lower() != b"mailto"

    def _behind_quote(self, at: int) -> int:
        while at < len(self.raw) and self.raw[at] != 0x22:
            at += 2 if self.raw[at] == 0x5C else 1
        return at + 1

    def _behind_comment(self, at: int) -> int:
        depth = 1
        while at < len(self.raw) and depth:
            byte = self.raw[at]
            depth += (byte == 0x28) - (byte == 0x29)
            at += 2 if byte == 0x5C else 1
        return at if depth == 0 else len(self.raw)


def _mailbox(raw: bytes, hint: str | None) -> Address:
    angle = ANGLE.search(raw)
    if angle and raw[: angle.start()].strip().endswith(b"@"):
        angle = None
    if angle:
        email = clean_email(angle[1])
        name = raw[: angle.start()] + b" " + raw[angle.end(1) + 1 :]
        return _named(email, name, hint)
    if b"@" not in COMMENT.sub(b"", raw) and WORD.search(raw):
        return _decoded_whole(raw, hint)
    raw = BRACKETED.sub(rb" \1 ", raw)
    bare = DOTTED.sub(rb"\1.\2", COMMENT.sub(b" ", raw))
    address = BARE.search(re.sub(rb"\s*@\s*", b"@", bare))
    if address:
        comments = b" ".join(COMMENT.findall(raw))
        rest = re.sub(rb"\s*@\s*", b"@", bare).replace(address[0], b" ").strip(b' "')
        return Address(email=clean_email(address[0]), name=_name(comments or rest, hint))
    inside = BARE.fullmatch(b" ".join(COMMENT.findall(raw)).strip())
    if inside:
        # The wrong way round: the name outside, the address in the comment.
        return Address(email=clean_email(inside[0]), name=_name(bare, hint))
    return Address(email="", name=_name(raw, hint))


def _named(email: str, name: bytes, hint: str | None) -> Address:
    text = _name(name, hint)
    if not email and "@" in text:
        inner = BARE.search(text.encode())
        if inner:
            return Address(email=clean_email(inner[0]), name="")
    return Address(email=email, name=text)


def _decoded_whole(raw: bytes, hint: str | None) -> Address:
    """An address of which name and all was put into one encoded word."""
    text = decode_header(raw, hint=hint)
    if "@" not in text:
        return Address(email="", name=_unquoted(text))
    again = _mailbox(text.encode(), "utf-8")
    return again if again.email else Address(email="", name=_unquoted(text))


def _name(raw: bytes, hint: str | None) -> str:
    text = decode_header(raw.strip(), hint=hint)
    return _unquoted(re.sub(r"^\((.*)\)$", r"\1", text))


def _unquoted(text: str) -> str:
    text = text.strip(" \t<>")
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
    text = QUOTED.sub(lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), text)
    return one_line(text)


def clean_email(raw: bytes) -> str:
    """One address without spaces, routes, comments and "mailto:"; empty where there is no "@"."""
    text = decode_bytes(raw, None).text
    if "=?" in text:
        text = decode_header(raw)
        inner = BARE.search(text.encode())
        text = inner[0].decode() if inner else text
    text = re.sub(r"\([^()]*\)", "", text).strip(" \t\r\n<>,;'")
    text = re.sub(r"(?i)^mailto:", "", text)
    if text.startswith("@") and ":" in text:
        text = text.rsplit(":", 1)[1]
    local, at, domain = text.rpartition("@")
    domain = re.sub(r"[\s\x00-\x1f]+", "", domain).rstrip(".")
    if not local.startswith('"'):
        local = re.sub(r"[\s\x00-\x1f]+", "", local)
    return one_line(f"{local}@{domain}") if at and local and domain else ""
