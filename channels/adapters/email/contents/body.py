"""What a reader of a mail is given: stretches of text, HTML, files."""

import hashlib
import re
from dataclasses import dataclass, field

from channels.adapters.email.contents.html import html_to_text

LEADING_SPACE = re.compile(r"\A(?:[ \t\u3000\u00a0]*\n)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAttachment:
    """A file that came with a mail; `inline` where the mail shows it in its text."""

    name: str
    mime: str
    content: bytes
    inline: bool = False
    content_id: str = ""

    @property
    def size(self) -> int:
        """Bytes of the decoded content."""
        return len(self.content)

    @property
    def md5(self) -> str:
        """Hexadecimal MD5 of the decoded content; a fingerprint, no protection."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Segment:
    """One stretch of the body: as plain text, as HTML, or as both."""

    plain: str | None = None
    html: str | None = None

    def as_text(self) -> str:
        """The plain text, or the HTML's where there is none."""
        if self.plain is not None and self.plain.strip():
            return self.plain
        return html_to_text(self.html) if self.html else self.plain or ""


@dataclass(slots=True)
class Body:
    """Everything that a reader of the mail is given."""

    segments: list[Segment] = field(default_factory=list)
    attachments: list[MailAttachment] = field(default_factory=list)
    charset_problems: list[str] = field(default_factory=list)
    charset: str = ""

    @property
    def text(self) -> str:
        """All text parts in order."""
        texts = (LEADING_SPACE.sub("", segment.as_text()).rstrip() for segment in self.segments)
        return "\n\n".join(text for text in texts if text)

    @property
    def html(self) -> str:
        """All HTML parts in order, plain stretches between them set as text; empty where none is HTML."""
        if not any(segment.html for segment in self.segments):
            return ""
        return "\n".join(segment.html or _as_html(segment.plain or "") for segment in self.segments)


def _as_html(plain: str) -> str:
    if not plain.strip():
        return ""
    text = plain.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<div>{text}</div>".replace("\n", "<br>\n")


def without_twins(segments: list[Segment]) -> list[Segment]:
    """Join a plain part with the HTML part behind it where both say the same."""
    kept: list[Segment] = []
    for segment in segments:
        if kept and _are_twins(kept[-1], segment):
            kept[-1].html = segment.html
        else:
            kept.append(segment)
    return kept


def _are_twins(before: Segment, segment: Segment) -> bool:
    if segment.plain is not None or not segment.html or before.html is not None or not before.plain:
        return False
    return _bare(before.plain)[:2_000] == _bare(html_to_text(segment.html))[:2_000]


def _bare(text: str) -> str:
    return re.sub(r"[\s\-*_>]+", "", text)
