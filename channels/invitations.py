"""An appointment as a file for a calendar: RFC 5545, one event, in UTC, so that no zone is described."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MIME = "text/calendar"
# In octets, without the line break (RFC 5545, 3.1).
_LONGEST_LINE = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a calendar shows of an appointment.

    `uid` stays when it is moved and `sequence` grows: a calendar that has the old one takes the new one for
    a change of it. There is no METHOD: nobody is invited by it who would have to answer.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    summary: str
    location: str
    description: str
    url: str
    shop: str
    is_cancelled: bool = False


def calendar_file(one: Invitation) -> bytes:
    """Write it; each line ends in CR LF, and long ones are folded."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_plain(one.shop)}//Appointments//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{_plain(one.uid)}",
        f"SEQUENCE:{one.sequence}",
        f"DTSTAMP:{_moment(one.written_at)}",
        f"DTSTART:{_moment(one.starts_at)}",
        f"DTEND:{_moment(one.ends_at)}",
        f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(one.summary)}",
        *_said("LOCATION", one.location),
        *_said("DESCRIPTION", one.description),
        *([f"URL:{_plain(one.url)}"] if one.url else ()),
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _said(name: str, words: str) -> Iterable[str]:
    return [f"{name}:{_text(words)}"] if words else ()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _plain(words: str) -> str:
    """What stands unescaped, such as an address: no line of its own comes of it."""
    return "".join(char for char in words if char.isprintable())


def _text(words: str) -> str:
    """Escape a text (RFC 5545, 3.3.11); other control characters are not allowed in it."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(_plain(line) for line in lines)


def _folded(line: str) -> Iterator[str]:
    """Break a line before it grows too long, between characters and not within one."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part
