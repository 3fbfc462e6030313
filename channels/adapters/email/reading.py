"""Reading one mail: what was said, by whom, with what attached, and whether a person said it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from channels.adapters.email.contents.body import Body, MailAttachment
from channels.adapters.email.contents.html import safe_html
from channels.adapters.email.contents.sorting import read_body
from channels.adapters.email.machines.automatic import is_automatic, sounds_automatic
from channels.adapters.email.machines.bounces import Bounce, find_bounce
from channels.adapters.email.mime.addresses import Address, clean_email, read_addresses
from channels.adapters.email.mime.entities import Entity, Grower, read_headers
from channels.adapters.email.mime.header_words import decode_header, one_line
from channels.adapters.email.mime.parameters import parameter_text
from channels.adapters.email.quoting.marks import marked_text
from channels.adapters.email.quoting.plain import visible_reply

MOST_ADDRESSES = 2_000
MOST_REFERENCES = 200
IDENTIFIER = re.compile(r"<([^<>\s]{1,900})>")
ENVELOPE_RECIPIENTS = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-rcpt-to",
    "x-real-to",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReading:
    """Everything a mail says about itself. `html` is as sent and unsafe to show; `safe_html` may be shown.

    `text` is the whole text, `reply_text` what was written this time. `auto` mail must get no answer;
    `sounds_auto` says that nothing but its words tell so. `delivered_to` are the addresses our own servers
    name. `error` says what could not be read.
    """

    from_email: str = ""
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    safe_html: str = ""
    reply_text: str = ""
    auto: bool = False
    sounds_auto: bool = False
    bounce: Bounce | None = None
    attachments: tuple[MailAttachment, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    authentication_results: tuple[str, ...] = ()
    charset_problems: tuple[str, ...] = ()
    error: str | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address it was sent or delivered to, without repeats, plus-parts and all."""
        return tuple(dict.fromkeys((*self.delivered_to, *self.to, *self.cc)))


UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)
Outcome = TypeVar("Outcome")


@dataclass(slots=True)
class _Faults:
    found: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        if what not in self.found:
            self.found.append(what)

    def guard(
        self, default: Outcome, step: Callable[..., Outcome], *args: object, **options: object
    ) -> Outcome:
        """The outcome of a step, or `default` where its input defeats it."""
        try:
            return step(*args, **options)
        except UNREADABLE as error:
            self.note(f"{getattr(step, '__name__', 'step').strip('_')}: {type(error).__name__}")
            return default

    def as_text(self) -> str | None:
        return "; ".join(self.found) or None


def read_mail(raw: bytes) -> MailReading:
    """Read a mail, whatever its bytes; never raises. What could not be read is told in `error`."""
    faults = _Faults()
    try:
        grower = Grower(raw)
        root = grower.grow()
    except UNREADABLE as error:  # a mail that defeats the parser still must not be lost
        return MailReading(error=f"unreadable: {type(error).__name__}")
    if not root.headers:
        faults.note("no headers")
    for fault in grower.faults:
        faults.note(fault)
    return _read_tree(root, faults)


def read_headers_only(raw: bytes, *, error: str) -> MailReading:
    """Sender, recipients and subject of a mail whose body is too much to read; `error` says why."""
    headers, body_start = read_headers(raw[:1_048_576], 0, min(len(raw), 1_048_576))
    root = Entity(mail=raw, start=0, end=body_start, body_start=body_start, headers=headers)
    return _assemble(root, Body(), None, _Faults([error]))


def _read_tree(root: Entity, faults: _Faults) -> MailReading:
    try:
        body = read_body(root)
    except UNREADABLE as error:
        faults.note(f"body unreadable: {type(error).__name__}")
        body = Body()
    return _assemble(root, body, body.charset or None, faults)


def _assemble(root: Entity, body: Body, hint: str | None, faults: _Faults) -> MailReading:
    """Fill a reading step by step; a step that fails is noted and leaves its field empty."""
    hint = hint or parameter_text(root.parameters, "charset") or None
    sender = faults.guard(Address(email=""), _sender, root, hint)
    subject = faults.guard("", decode_header, root.header("subject"), hint=hint)
    html = faults.guard("", lambda: body.html)
    text = faults.guard("", lambda: body.text)
    nobody: list[Address] = []
    reply_to = faults.guard(nobody, read_addresses, root.header("reply-to"), hint=hint)
    reply_email = reply_to[0].email if reply_to else ""
    plain = bool(body.segments and body.segments[0].plain)
    reply_text = faults.guard(text, _reply, text, html, subject=subject, plain=plain)
    bounce = faults.guard(
        None,
        find_bounce,
        root,
        subject=subject,
        sender=sender.email,
        sender_name=sender.name,
        text=text,
    )
    is_machine = (bounce is not None and not bounce.doubtful) or is_automatic(
        root, subject=subject, sender=sender.email, reply_to=reply_email, text=reply_text
    )
    sounds_auto = not is_machine and sounds_automatic(reply_text)
    return MailReading(
        from_email=sender.email,
        from_name=sender.name,
        to=faults.guard((), _emails, root, ("to", "apparently-to"), hint),
        cc=faults.guard((), _emails, root, ("cc",), hint),
        reply_to=reply_email,
        delivered_to=faults.guard((), _delivered_to, root),
        subject=subject,
        text=text,
        html=html,
        safe_html=faults.guard("", safe_html, html),
        reply_text=reply_text,
        auto=is_machine or sounds_auto,
        sounds_auto=sounds_auto,
        bounce=bounce,
        attachments=tuple(body.attachments),
        message_id=_identifier(root.header("message-id")),
        in_reply_to=_identifier(root.header("in-reply-to")),
        references=_identifiers(root.header("references")),
        sent_at=_sent_at(root.header("date")),
        authentication_results=tuple(
            faults.guard("", decode_header, value)
            for value in root.all_headers("authentication-results")[:20]
        ),
        charset_problems=tuple(dict.fromkeys(body.charset_problems)),
        error=faults.as_text(),
    )


def _sender(root: Entity, hint: str | None) -> Address:
    """The writer: From, and where that names no address Reply-To, Sender, Return-Path."""
    written = read_addresses(root.header("from"), hint=hint)
    first = next((address for address in written if address.email), None)
    if first is not None:
        return first
    name = written[0].name if written else ""
    for header in (
        "reply-to",
        "sender",
        "resent-from",
        "x-original-from",
        "return-path",
        "x-envelope-from",
        "envelope-from",
    ):
        for address in read_addresses(root.header(header), hint=hint):
            if address.email:
                return Address(email=address.email, name=name or address.name)
    envelope = re.match(rb">?From (\S+@\S+)", root.mail[:1_000].lstrip(b"\xef\xbb\xbf\r\n"))
    if envelope:
        return Address(email=clean_email(envelope[1]), name=name)
    bare = name if re.fullmatch(r"[\w.+-]{1,64}", name) else ""
    return Address(email=bare, name="" if bare else name)


def _emails(root: Entity, names: tuple[str, ...], hint: str | None) -> tuple[str, ...]:
    found = [
        address.email
        for name in names
        for value in root.all_headers(name)[:50]
        for address in read_addresses(value, hint=hint)
        if address.email
    ]
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _delivered_to(root: Entity) -> tuple[str, ...]:
    found = [
        address.email
        for name in ENVELOPE_RECIPIENTS
        for value in root.all_headers(name)[:20]
        for address in read_addresses(value)
        if address.email
    ]
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _identifier(raw: bytes) -> str:
    found = _identifiers(raw)
    if found:
        return found[0]
    bare = one_line(raw[:998].decode("ascii", "replace")).split(" ")[0].strip("<>")
    return f"<{bare}>" if bare else ""


def _identifiers(raw: bytes) -> tuple[str, ...]:
    text = re.sub(r"[\r\n]+[ \t]*", " ", raw[:65_536].decode("utf-8", "replace"))
    return tuple(dict.fromkeys(f"<{one_line(found)}>" for found in IDENTIFIER.findall(text)))[
        -MOST_REFERENCES:
    ]


def _sent_at(raw: bytes) -> datetime | None:
    try:
        sent = parsedate_to_datetime(decode_header(raw[:200]))
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _reply(text: str, html: str, *, subject: str, plain: bool) -> str:
    """The visible reply by the HTML's own marks, in the plain part's lines where both agree."""
    by_words = visible_reply(text, subject=subject)
    marked = marked_text(html) if html else None
    if marked is None:
        return by_words
    by_marks = visible_reply(marked, subject=subject)
    if plain and re.sub(r"\W+", "", by_marks) == re.sub(r"\W+", "", by_words):
        return by_words
    return by_marks
