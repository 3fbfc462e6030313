"""The tree of MIME parts of a mail, as spans of its bytes; nothing is decoded and nothing can raise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from channels.adapters.email.mime.parameters import split_parameters
from channels.adapters.email.mime.transfer import decode_transfer

MOST_PARTS = 12_000
MOST_HEADERS = 10_000
MOST_LEVELS = 200
MOST_FOLDED = 20  # lines looked at behind an empty one for whether the headers go on
HEADER_LINE = re.compile(rb"([!-9;-~]{1,998})[ \t]*:")
LINE = re.compile(rb"[^\r\n]*(?:\r*\n|\r|\Z)")
TYPE = re.compile(r"^[\w.+!#$&^*-]+/[\w.+!#$&^*-]+$")
BARE_TYPES = {
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "multipart": "multipart/mixed",
}
GUESSED_BOUNDARY = re.compile(
    rb"^--([^\s][^\r\n]{0,200}?)[ \t]*\r?\n(?:[ \t][^\r\n]*\r?\n)?content-",
    re.MULTILINE | re.IGNORECASE,
)
LONGEST_HEADERS = 4_194_304  # bytes


@dataclass(slots=True, kw_only=True)
class Entity:
    """One part: its headers in order, its body as a span of the mail, and the parts inside it."""

    mail: bytes
    start: int
    end: int
    body_start: int
    headers: list[tuple[str, bytes]]
    content_type: str = "text/plain"
    parameters: dict[str, bytes] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, bytes] = field(default_factory=dict)
    parts: list["Entity"] = field(default_factory=list)

    def header(self, name: str) -> bytes:
        """The first value of this header, unfolded by nobody yet; empty where there is none."""
        return next((value for key, value in self.headers if key == name), b"")

    def all_headers(self, name: str) -> list[bytes]:
        """Every value of this header, in order."""
        return [value for key, value in self.headers if key == name]

    @property
    def raw(self) -> bytes:
        """The part as it stands in the mail, headers and all."""
        return self.mail[self.start : self.end]

    @property
    def raw_body(self) -> bytes:
        """The body as it stands in the mail."""
        return self.mail[self.body_start : self.end]

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone."""
        encoding = self.header("content-transfer-encoding").decode("ascii", "replace")
        return decode_transfer(self.raw_body, encoding) if encoding else self.raw_body

    def walk(self) -> Iterator["Entity"]:
        """This part and all below it, in order of appearance."""
        waiting = [self]
        while waiting:
            entity = waiting.pop()
            yield entity
            waiting.extend(reversed(entity.parts))


class Grower:
    """Grows the tree; counts parts and levels, and says what it left unopened."""

    def __init__(self, mail: bytes) -> None:
        self.mail = mail
        self.count = 0
        self.faults: list[str] = []

    def grow(self) -> Entity:
        """The whole mail as a tree."""
        start = _skip_envelope(self.mail)
        root = self._entity(start, len(self.mail), "text/plain")
        waiting = [(root, 0)]
        while waiting:
            entity, level = waiting.pop()
            if entity.content_type.startswith("multipart/"):
                self._open(entity, level)
                waiting.extend((part, level + 1) for part in entity.parts)
        return root

    def _entity(self, start: int, end: int, default_type: str) -> Entity:
        headers, body_start = read_headers(self.mail, start, end)
        entity = Entity(
            mail=self.mail, start=start, end=end, body_start=body_start, headers=headers
        )
        declared, entity.parameters = split_parameters(entity.header("content-type"))
        entity.content_type = _type(declared, default_type)
        entity.disposition, entity.disposition_parameters = split_parameters(
            entity.header("content-disposition")
        )
        self.count += 1
        return entity

    def _open(self, entity: Entity, level: int) -> None:
        if level >= MOST_LEVELS:
            self._fault("too many levels")
            return
        spans = self._spans(entity)
        default = "message/rfc822" if entity.content_type == "multipart/digest" else "text/plain"
        for start, end in spans:
            if self.count >= MOST_PARTS:
                self._fault("too many parts")
                return
            entity.parts.append(self._entity(start, end, default))

    def _fault(self, what: str) -> None:
        if what not in self.faults:
            self.faults.append(what)

    def _spans(self, entity: Entity) -> list[tuple[int, int]]:
        boundary = _boundary(entity)
        spans = self._between(entity, boundary) if boundary else []
        if not spans:
            guess = GUESSED_BOUNDARY.search(self.mail, entity.body_start, entity.end)
            if guess is None:
                if entity.raw_body.strip():
                    self._fault("no boundary found")
                return []
            spans = self._between(entity, guess[1])
        return spans

    def _between(self, entity: Entity, boundary: bytes) -> list[tuple[int, int]]:
        found = _between(self.mail, boundary, entity.body_start, entity.end)
        return list(islice(found, MOST_PARTS + 1))


def _boundary(entity: Entity) -> bytes:
    raw = entity.parameters.get("boundary", b"")
    if not raw:
        pieces = sorted(
            (key, value) for key, value in entity.parameters.items() if key.startswith("boundary*")
        )
        raw = b"".join(value for _, value in pieces)
    return raw.rstrip()


def _type(declared: str, default: str) -> str:
    if TYPE.match(declared):
        return declared
    return BARE_TYPES.get(declared, default if not declared else "text/plain")


def _skip_envelope(mail: bytes) -> int:
    """Where the headers begin: behind a byte order mark, empty lines, and a mailbox's From line."""
    at = 3 if mail.startswith(b"\xef\xbb\xbf") else 0
    while mail[at : at + 1] in {b"\r", b"\n"} and at < len(mail):
        at += 1
    if re.compile(rb">?From [^:\s]").match(mail, at):
        line = LINE.match(mail, at)
        at = line.end() if line else at
    return at


def _between(mail: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between lines of this boundary; the last may lack its closing line."""
    opened = -1
    for at, after, closing in _marks(mail, b"--" + boundary, start, end):
        if opened >= 0:
            yield opened, max(opened, _before_break(mail, at))
        opened = -1 if closing else after
    if 0 <= opened < end:
        yield opened, end


def _marks(mail: bytes, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    at = mail.find(mark, start, end)
    while at >= 0:
        if at == start or mail[at - 1] in b"\r\n":
            after = at + len(mark)
            closing = mail[after : after + 2] == b"--"
            line_end = _end_of_line(mail, after + 2 if closing else after, end)
            if line_end >= 0:
                yield at, line_end, closing
        at = mail.find(mark, at + len(mark), end)


def _end_of_line(mail: bytes, at: int, end: int) -> int:
    """The start of the next line where only white space is left on this one, else -1."""
    while at < end and mail[at] in b" \t":
        at += 1
    if at >= end:
        return end
    if mail[at : at + 2] == b"\r\n":
        return at + 2
    return at + 1 if mail[at] in b"\r\n" else -1


def _before_break(mail: bytes, at: int) -> int:
    if mail[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if mail[at - 1 : at] in {b"\n", b"\r"} else at


def read_headers(mail: bytes, start: int, end: int) -> tuple[list[tuple[str, bytes]], int]:
    """The headers of an entity in order, names lower-cased, and where its body begins.

    A line that is no header is taken for a badly folded one where a header follows it, else for the body.
    """
    headers: list[tuple[str, list[bytes]]] = []
    limit = min(end, start + LONGEST_HEADERS)
    at = start
    while at < limit:
        line = LINE.match(mail, at, limit)
        after = line.end() if line else limit
        text = mail[at:after].rstrip(b"\r\n")
        if not text.strip(b" \t\x00"):
            if not text or not headers or not _header_follows(mail, after, limit, folded=True):
                return _finish(headers), after
        elif not _take(headers, text, mail, after, limit):
            return _finish(headers), at
        at = after
    return _finish(headers), min(at, end)


def _take(
    headers: list[tuple[str, list[bytes]]], text: bytes, mail: bytes, after: int, limit: int
) -> bool:
    named = HEADER_LINE.match(text)
    if text[:1] in b" \t" and headers:
        headers[-1][1].append(text)
    elif named and len(headers) >= MOST_HEADERS:
        return True
    elif named:
        headers.append((named[1].decode("ascii").lower(), [text[named.end() :]]))
    elif text.startswith((b"From ", b">From ")):
        return True
    elif headers and _header_follows(mail, after, limit, folded=True):
        headers[-1][1].append(b" " + text)
    else:
        return False
    return True


def _header_follows(mail: bytes, at: int, limit: int, *, folded: bool) -> bool:
    """Whether the next line reads as a header (or, with `folded`, as the rest of one)."""
    if not folded or mail[at : at + 1] not in {b" ", b"\t"}:
        return bool(HEADER_LINE.match(mail, at, min(limit, at + 200)))
    for _ in range(MOST_FOLDED):
        line = LINE.match(mail, at, min(limit, at + 1_000))
        if line is None or not line[0].strip():
            return False
        at = line.end()
        if mail[at : at + 1] not in {b" ", b"\t"}:
            return bool(HEADER_LINE.match(mail, at, min(limit, at + 200)))
    return False


def _finish(headers: list[tuple[str, list[bytes]]]) -> list[tuple[str, bytes]]:
    return [(name, b"\n".join(lines).strip()) for name, lines in headers]
