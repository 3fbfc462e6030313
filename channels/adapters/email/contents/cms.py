"""The mail inside a signed envelope (CMS, RFC 5652), as Outlook sends it; the signature is not judged."""

from collections.abc import Iterator

SIGNED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
SEQUENCE, SET, OID, OCTETS, CONSTRUCTED_OCTETS, WRAPPED = 0x30, 0x31, 0x06, 0x04, 0x24, 0xA0
MOST_LEVELS = 12
MOST_VALUES = 100_000


def signed_content(raw: bytes) -> bytes | None:
    """The content of a signed envelope; nothing where it is encrypted, broken, or none."""
    try:
        outer = dict(_first_of_each(raw, SEQUENCE))
        if outer.get(OID) != SIGNED_DATA:
            return None
        signed = outer[WRAPPED]
        inner = dict(_first_of_each(signed, SEQUENCE))
        content = dict(_values(inner[SEQUENCE]))[WRAPPED]
        return b"".join(_octets(content, 0)) or None
    except (KeyError, IndexError, ValueError):
        return None


def _first_of_each(raw: bytes, tag: int) -> Iterator[tuple[int, bytes]]:
    """The values inside the first value, which must have this tag."""
    found, content = next(_values(raw), (0, b""))
    if found != tag:
        raise ValueError("another structure")
    seen = set()
    for inner_tag, value in _values(content):
        if inner_tag not in seen:
            seen.add(inner_tag)
            yield inner_tag, value


def _octets(raw: bytes, level: int) -> Iterator[bytes]:
    """The bytes of an octet string, however many pieces it was written in."""
    if level > MOST_LEVELS:
        raise ValueError("too deep")
    for tag, value in _values(raw):
        if tag == OCTETS:
            yield value
        elif tag == CONSTRUCTED_OCTETS:
            yield from _octets(value, level + 1)


def _values(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value in a row (X.690), definite or not."""
    at = 0
    for _ in range(MOST_VALUES):
        if at >= len(raw) or raw[at : at + 2] == b"\0\0":
            return
        tag, start, end, after = _header(raw, at)
        yield tag, raw[start:end]
        at = after


def _header(raw: bytes, at: int, level: int = 0) -> tuple[int, int, int, int]:
    """Tag, start and end of the content, and where the next value begins."""
    tag, length = raw[at], raw[at + 1]
    start = at + 2
    if length == 0x80:
        end = _end_of_indefinite(raw, start, level)
        return tag, start, end, end + 2
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(raw[start : start + size], "big")
        start += size
    if start + length > len(raw):
        raise ValueError("it runs over the end")
    return tag, start, start + length, start + length


def _end_of_indefinite(raw: bytes, at: int, level: int) -> int:
    if level > MOST_LEVELS:
        raise ValueError("too deep")
    while raw[at : at + 2] != b"\0\0":
        *_, at = _header(raw, at, level + 1)
    return at
