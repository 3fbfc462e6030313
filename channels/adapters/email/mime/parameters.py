"""Parameters of MIME headers: RFC 2231, RFC 2047 where it must not be, and raw bytes."""

import re
from urllib.parse import unquote_to_bytes

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.charsets.mending import strictly
from channels.adapters.email.mime.header_words import FOLD, decode_header, one_line

NAME = re.compile(rb"[ \t]*([^\s=;\"]+)[ \t]*=[ \t]*")
SECTION = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
MOST = 200  # parameters read of one header
# Of pieces whose star was forgotten: a name in which a character stands so is met nowhere else.
ESCAPED = re.compile(rb"%[89A-F][0-9A-F]%[89AB][0-9A-F]", re.IGNORECASE)
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
LONGEST_NAME = 200


def split_parameters(raw: bytes) -> tuple[str, dict[str, bytes]]:
    """The lower-cased main value, and the raw value of each parameter under its lower-cased name."""
    raw = FOLD.sub(b" ", raw[:32_768])
    end = raw.find(b";")
    main = raw if end < 0 else raw[:end]
    found: dict[str, bytes] = {}
    at = len(main) + 1
    while at < len(raw) and len(found) < MOST:
        name = NAME.match(raw, at)
        if name is None:
            at = _after_semicolon(raw, at)
            continue
        value, at = _value(raw, name.end())
        found.setdefault(name[1].decode("ascii", "replace").lower(), value)
    return _main_value(main), found


def _main_value(raw: bytes) -> str:
    text = re.sub(rb"\([^()]*\)", b"", raw).decode("ascii", "replace").strip().strip("\"'").lower()
    return re.sub(r"\s*/\s*", "/", text).split(" ")[0]


def _after_semicolon(raw: bytes, at: int) -> int:
    end = raw.find(b";", at)
    return len(raw) if end < 0 else end + 1


def _value(raw: bytes, at: int) -> tuple[bytes, int]:
    if raw[at : at + 1] != b'"':
        end = raw.find(b";", at)
        end = len(raw) if end < 0 else end
        return raw[at:end].strip(), end + 1
    value, at = _quoted(raw, at + 1)
    return value, _after_semicolon(raw, at)


def _quoted(raw: bytes, at: int) -> tuple[bytes, int]:
    """A quoted string; a backslash that ends a Big5 or Shift_JIS character quotes nothing."""
    double_byte = not raw.isascii() and strictly(raw, "utf-8") is None
    out = bytearray()
    while at < len(raw):
        byte = raw[at]
        if double_byte and byte > 0x80 and at + 1 < len(raw) and raw[at + 1] >= 0x40:
            out += raw[at : at + 2]
            at += 2
        elif byte == 0x5C and raw[at + 1 : at + 2] in {b'"', b"\\"}:
            out.append(raw[at + 1])
            at += 2
        elif byte == 0x22:
            return bytes(out), at + 1
        else:
            out.append(byte)
            at += 1
    return bytes(out), at


def parameter_text(parameters: dict[str, bytes], name: str, *, hint: str | None = None) -> str:
    """One parameter as text, its RFC 2231 pieces joined before decoding; empty without one."""
    pieces = _pieces(parameters, name)
    if pieces:
        text = _decode_2231(pieces, hint)
        if text:
            return text
    raw = parameters.get(name, b"")
    return decode_header(raw, hint=hint) if raw else ""


def _pieces(parameters: dict[str, bytes], name: str) -> list[tuple[int, bool, bytes]]:
    found = []
    for key, value in parameters.items():
        section = SECTION.match(key)
        if section and section[1] == name and (section[2] or section[3]):
            found.append((int(section[2] or 0), bool(section[3]), value))
    return sorted(found, key=lambda piece: piece[0])


def _decode_2231(pieces: list[tuple[int, bool, bytes]], hint: str | None) -> str:
    charset = ""
    raw = bytearray()
    for at, (_, extended, value) in enumerate(pieces):
        if at == 0 and extended and value.count(b"'") >= 2:
            label, _, value = value.split(b"'", 2)
            charset = label.decode("ascii", "replace")
        raw += unquote_to_bytes(value) if extended or (charset and ESCAPED.search(value)) else value
    if b"=?" in raw and raw.isascii():
        return decode_header(bytes(raw), hint=hint)
    return one_line(decode_bytes(bytes(raw), charset or None, hint=hint).text)


def safe_file_name(name: str) -> str:
    """A file name without folders and what file systems refuse; perhaps empty."""
    name = one_line(name).replace("\\", "/").rstrip("/ ").split("/")[-1]
    name = FORBIDDEN.sub("_", name).strip().lstrip(".").strip() or ""
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: LONGEST_NAME - 20]}.{ending[:19]}" if dot else name[:LONGEST_NAME]
    return name
