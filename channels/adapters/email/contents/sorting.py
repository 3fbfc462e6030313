"""What of a mail's tree is its text, what its HTML, and what its attachments."""

import mimetypes
import re

from channels.adapters.email.charsets.believing import decode_bytes
from channels.adapters.email.charsets.labels import codec_named
from channels.adapters.email.contents.body import Body, MailAttachment, Segment, without_twins
from channels.adapters.email.contents.cms import SIGNED_TYPES, signed_content
from channels.adapters.email.contents.compressed_rtf import rtf_to_text
from channels.adapters.email.contents.names import made_up_name, name_of
from channels.adapters.email.contents.plain_text import clean_text, unflow, without_commands
from channels.adapters.email.contents.tnef import Tnef, read_tnef
from channels.adapters.email.contents.yenc import take_yenc_files
from channels.adapters.email.mime.entities import Entity, Grower
from channels.adapters.email.mime.header_words import decode_header, without_surrogates
from channels.adapters.email.mime.parameters import parameter_text, safe_file_name
from channels.adapters.email.mime.transfer import take_uu_files, undeclared_base64

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
LOOKS_HTML = re.compile(rb"\A\s*(?:<!doctype html|<html[\s>]|<body[\s>]|<div[\s>])", re.IGNORECASE)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)


def read_body(root: Entity) -> Body:
    """Sort the parts of a mail into text, HTML and attachments."""
    reader = _BodyReader(root)
    reader.body.segments = reader.open(root)
    return reader.body


class _BodyReader:
    def __init__(self, root: Entity) -> None:
        self.body = Body()
        self.hint = _hint(root)
        self.is_inside = False
        self.has_unnamed_text = any(_is_unnamed_text(part) for part in root.walk())

    def open(self, entity: Entity) -> list[Segment]:
        if entity.content_type == "multipart/alternative" and entity.parts:
            return self._alternative(entity)
        if entity.content_type == "multipart/related" and entity.parts:
            return self._related(entity)
        if entity.parts:
            return without_twins([segment for part in entity.parts for segment in self.open(part)])
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
        if (
            entity.content_type in TNEF_TYPES
            or name_of(entity, hint=self.hint).lower() == "winmail.dat"
        ):
            tnef = read_tnef(entity.content)
            if tnef is not None:
                return self._unpack(tnef)
        if entity.content_type in SIGNED_TYPES and not self.is_inside:
            return self._signed(entity)
        if not self._is_text(entity) or _is_binary(entity):
            self._attach(entity)
            return []
        return self._text(entity)

    def _signed(self, entity: Entity) -> list[Segment]:
        """A mail inside a signed envelope is read; the envelope stays, for whoever checks signatures."""
        self._attach(entity)
        content = signed_content(entity.content)
        if content is None:
            return []
        self.is_inside = True
        segments = self.open(Grower(content).grow())
        self.is_inside = False
        return segments

    def _unopened(self, entity: Entity) -> list[Segment]:
        """A multipart without parts: its body is read as text where it has any."""
        return self._text(entity) if entity.raw_body.strip() else []

    def _is_text(self, entity: Entity) -> bool:
        if entity.content_type not in BODY_TYPES or entity.disposition == "attachment":
            return False
        return not (name_of(entity, hint=self.hint) and self.has_unnamed_text)

    def _text(self, entity: Entity) -> list[Segment]:
        content = entity.content
        if not entity.header("content-transfer-encoding"):
            content = undeclared_base64(content) or content
        is_html = entity.content_type in HTML_TYPES or (
            not entity.header("content-type") and bool(LOOKS_HTML.match(content))
        )
        if not is_html:
            content, uu_files = take_uu_files(content)
            content, yenc_files = take_yenc_files(content)
            for raw_name, data in (*uu_files, *yenc_files):
                name = safe_file_name(decode_header(raw_name, hint=self.hint))
                self._keep(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data)
        text = self._decode(entity, content, is_html=is_html)
        if is_html:
            return [Segment(None, text)]
        if entity.content_type in {"text/enriched", "text/richtext"}:
            return [Segment(without_commands(text))]
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

    def _attach(self, entity: Entity, *, inline: bool = False) -> None:
        content_id = _content_id(entity)
        inline = (
            inline or entity.disposition == "inline" or bool(content_id and not entity.disposition)
        )
        name = name_of(entity, hint=self.hint) or made_up_name(
            entity, number=len(self.body.attachments) + 1, hint=self.hint
        )
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
