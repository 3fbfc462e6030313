"""What of a mail's tree is its text, what its HTML, and what its attachments."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field

from channels.adapters.email.charset_labels import codec_named
from channels.adapters.email.charsets import decode_bytes
from channels.adapters.email.compressed_rtf import rtf_to_text
from channels.adapters.email.entities import Entity
from channels.adapters.email.header_words import decode_header, without_surrogates
from channels.adapters.email.html import html_to_text
from channels.adapters.email.parameters import parameter_text, safe_file_name
from channels.adapters.email.tnef import Tnef, read_tnef
from channels.adapters.email.transfer import take_uu_files

BODY_TYPES = frozenset(
    {
        "text/plain",
        "text/html",
        "text/markdown",
        "text/enriched",
        "text/richtext",
        "application/xhtml+xml",
    }
)
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
IGNORED_ALTERNATIVES = frozenset({"text/x-amp-html", "text/watch-html"})
TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"})
ENDINGS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt",
    "image/jpeg": ".jpg",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "audio/amr": ".amr",
}
LOOKS_HTML = re.compile(rb"\A\s*(?:<!doctype html|<html[\s>]|<body[\s>]|<div[\s>])", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]")
LEADING_SPACE = re.compile(r"\A(?:[ \t\u3000\u00a0]*\n)+")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)


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


def read_body(root: Entity) -> Body:
    """Sort the parts of a mail into text, HTML and attachments."""
    reader = _BodyReader(root)
    reader.body.segments = reader.open(root)
    return reader.body


class _BodyReader:
    def __init__(self, root: Entity) -> None:
        self.body = Body()
        self.hint = _hint(root)
        self.has_unnamed_text = any(_is_unnamed_text(part) for part in root.walk())

    def open(self, entity: Entity) -> list[Segment]:
        if entity.content_type == "multipart/alternative" and entity.parts:
            return self._alternative(entity)
        if entity.content_type == "multipart/related" and entity.parts:
            return self._related(entity)
        if entity.parts:
            return _without_twins([segment for part in entity.parts for segment in self.open(part)])
        return self._leaf(entity)

    def _alternative(self, entity: Entity) -> list[Segment]:
        plains: list[str] = []
        htmls: list[str] = []
        for part in entity.parts:
            if part.content_type in IGNORED_ALTERNATIVES:
                continue
            for segment in self.open(part):
                if segment.plain is not None:
                    plains.append(segment.plain)
                if segment.html is not None:
                    htmls.append(segment.html)
        if not plains and not htmls:
            return []
        plain = "\n".join(plains) if any(text.strip() for text in plains) else None
        return [Segment(plain, "\n".join(htmls) or None)]

    def _related(self, entity: Entity) -> list[Segment]:
        start = entity.parameters.get("start", b"").strip(b"<> ")
        root = next(
            (part for part in entity.parts if start and _content_id(part).encode() == start), None
        )
        root = root or next((part for part in entity.parts if _may_be_root(part)), entity.parts[0])
        segments: list[Segment] = []
        for part in entity.parts:
            if (
                part is not root
                and not part.parts
                and (_content_id(part) or part.header("content-location"))
            ):
                self._attach(part, inline=True)
            else:
                segments += self.open(part)
        return segments

    def _leaf(self, entity: Entity) -> list[Segment]:
        if entity.content_type.startswith("multipart/"):
            return self._unopened(entity)
        if entity.content_type in TNEF_TYPES or self._name(entity).lower() == "winmail.dat":
            tnef = read_tnef(entity.content)
            if tnef is not None:
                return self._unpack(tnef)
        if not self._is_text(entity) or _is_binary(entity):
            self._attach(entity)
            return []
        return self._text(entity)

    def _unopened(self, entity: Entity) -> list[Segment]:
        """A multipart without parts: its body is read as text where it has any."""
        return self._text(entity) if entity.raw_body.strip() else []

    def _is_text(self, entity: Entity) -> bool:
        if entity.content_type not in BODY_TYPES or entity.disposition == "attachment":
            return False
        return not (self._name(entity) and self.has_unnamed_text)

    def _text(self, entity: Entity) -> list[Segment]:
        content = entity.content
        is_html = entity.content_type in HTML_TYPES or (
            not entity.header("content-type") and bool(LOOKS_HTML.match(content))
        )
        if not is_html:
            content, files = take_uu_files(content)
            for raw_name, data in files:
                name = safe_file_name(decode_header(raw_name, hint=self.hint))
                self._keep(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data)
        text = self._decode(entity, content, is_html=is_html)
        if is_html:
            return [Segment(None, text)]
        if entity.content_type in {"text/enriched", "text/richtext"}:
            return [Segment(_without_commands(text))]
        if parameter_text(entity.parameters, "format").lower() == "flowed":
            text = unflow(
                text, delete_space=parameter_text(entity.parameters, "delsp").lower() == "yes"
            )
        return [Segment(text)]

    def _decode(self, entity: Entity, content: bytes, *, is_html: bool) -> str:
        label = parameter_text(entity.parameters, "charset") or None
        if is_html and codec_named(label or "") in {None, "cp1252"} and not content.isascii():
            meta = META_CHARSET.search(content[:4_096])
            label = meta[1].decode("ascii") if meta else label
        decoded = decode_bytes(content, label, hint=self.hint)
        if not decoded.as_labelled:
            self.body.charset_problems.append(f"{label or 'none'} read as {decoded.charset}")
        if "\ufffd" in decoded.text:
            self.body.charset_problems.append(f"{label or 'none'}: undecodable bytes")
        self.body.charset = self.body.charset or decoded.charset
        return clean_text(decoded.text)

    def _name(self, entity: Entity) -> str:
        for parameters, name in (
            (entity.disposition_parameters, "filename"),
            (entity.parameters, "name"),
            (entity.disposition_parameters, "name"),
            (entity.parameters, "filename"),
        ):
            text = parameter_text(parameters, name, hint=self.hint) if parameters else ""
            if text:
                return safe_file_name(text)
        return ""

    def _attach(self, entity: Entity, *, inline: bool = False) -> None:
        content_id = _content_id(entity)
        inline = (
            inline or entity.disposition == "inline" or bool(content_id and not entity.disposition)
        )
        name = self._name(entity) or self._made_up_name(entity)
        self._keep(name, entity.content_type, entity.content, inline=inline, content_id=content_id)

    def _keep(
        self, name: str, mime: str, content: bytes, *, inline: bool = False, content_id: str = ""
    ) -> None:
        self.body.attachments.append(
            MailAttachment(
                name=name or f"attachment-{len(self.body.attachments) + 1}",
                mime=mime,
                content=content,
                inline=inline,
                content_id=content_id,
            )
        )

    def _made_up_name(self, entity: Entity) -> str:
        number = len(self.body.attachments) + 1
        ending = (
            ENDINGS.get(entity.content_type) or mimetypes.guess_extension(entity.content_type) or ""
        )
        if entity.content_type == "message/rfc822":
            head = entity.content[:65_536]
            found = re.search(
                rb"^subject:[ \t]*((?:.*(?:\r?\n[ \t].*)*))", head, re.IGNORECASE | re.MULTILINE
            )
            subject = decode_header(found[1], hint=self.hint) if found else ""
            return safe_file_name(f"{subject[:80] or 'message'}.eml")
        return f"{entity.content_type.split('/')[0]}-{number}{ending}"

    def _unpack(self, tnef: Tnef) -> list[Segment]:
        for file in tnef.files:
            mime = (
                file.mime
                if "/" in file.mime
                else mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            )
            self._keep(
                safe_file_name(file.name),
                mime.lower(),
                file.content,
                inline=bool(file.content_id),
                content_id=file.content_id,
            )
        if self.has_unnamed_text:
            return []
        plain = tnef.text or without_surrogates(rtf_to_text(tnef.rtf))
        return (
            [Segment(clean_text(plain) or None, clean_text(tnef.html) or None)]
            if plain or tnef.html
            else []
        )


def _hint(root: Entity) -> str:
    """The charset most of this mail is in: the first one a text part names."""
    for part in root.walk():
        label = parameter_text(part.parameters, "charset") if part.parameters else ""
        if label and codec_named(label) not in {None, "cp1252"}:
            return label
    return ""


def _is_unnamed_text(part: Entity) -> bool:
    return (
        part.content_type in {"text/plain", "text/html"}
        and part.disposition != "attachment"
        and not part.parts
        and not any(
            key.startswith(("filename", "name"))
            for key in (*part.disposition_parameters, *part.parameters)
        )
        and bool(part.raw_body.strip())
    )


def _is_binary(entity: Entity) -> bool:
    """Whether what calls itself text is none: no headers, and full of zero bytes."""
    return not entity.headers and entity.raw_body[:65_536].count(0) > 8


def _may_be_root(part: Entity) -> bool:
    return part.content_type in BODY_TYPES or part.content_type.startswith("multipart/")


def _content_id(entity: Entity) -> str:
    return entity.header("content-id").decode("ascii", "replace").strip().strip("<>")


def _without_twins(segments: list[Segment]) -> list[Segment]:
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


def _without_commands(text: str) -> str:
    text = re.sub(r"(?is)<param>.{0,500}?</param>", "", text)
    text = re.sub(r"<[^<>]{1,60}>", "", text.replace("<<", "\0"))
    return text.replace("\0", "<")


def clean_text(text: str) -> str:
    """Text with plain line breaks and without control characters or lone surrogates."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    return without_surrogates(CONTROL.sub("", text))


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed (RFC 3676)."""
    lines: list[str] = []
    depth_before, open_line = 0, False
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        shown = words[:-1] if flows and delete_space else words
        if open_line and depth == depth_before and words != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        depth_before, open_line = depth, flows
    return "\n".join(lines)
