"""Composing outgoing mail from plain values; nothing in them can add a header or a recipient."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from channels.letters import LetterFile

LANGUAGES = frozenset({"zh-Hant", "zh-Hans", "en"})
BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
MESSAGE_ID = re.compile(r"<[^<>@\s]{1,200}@[^<>@\s]{1,200}>")
ADDRESS = re.compile(
    r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,250}"
)
MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
LONGEST_SUBJECT = 250
MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """One mail to one person. `automatic` is for what no person wrote: receipts, notices, reminders."""

    from_email: str
    from_name: str = ""
    to_email: str
    to_name: str = ""
    subject: str
    text: str
    html: str = ""
    message_id: str
    sent_at: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    language: str = ""
    automatic: bool = False
    attachments: Sequence[LetterFile] = ()


class _Headers(HeaderRegistry):
    """The registry of the library, which makes a class anew for each header of each mail: kept by name.

    That is a quarter of the time of writing a mail. Names are those below and a few of the library's own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        made = self._kept.get(name)
        if made is None:
            made = self._kept[name] = super().__getitem__(name)
        return made


_ASCII = SMTP.clone(max_line_length=76, header_factory=_Headers())
_BEYOND_ASCII = SMTPUTF8.clone(max_line_length=76, header_factory=_Headers())


def compose(mail: OutgoingMail) -> bytes:
    """The mail as bytes for SMTP. Raises ValueError where an address or Message-ID is none."""
    # An address beyond ASCII cannot be written in encoded words (RFC 6532 instead of RFC 2047).
    message = EmailMessage(policy=_ASCII if mail.to_email.isascii() else _BEYOND_ASCII)
    message["From"] = _address(mail.from_email, mail.from_name)
    message["To"] = _address(mail.to_email, mail.to_name)
    message["Subject"] = _line(mail.subject)[:LONGEST_SUBJECT]
    message["Date"] = mail.sent_at
    message["Message-ID"] = _identifier(mail.message_id)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to, mail.from_name)
    _thread(message, mail)
    message.set_content(
        mail.text.replace("\r\n", "\n").replace("\0", ""), charset="utf-8", cte="base64"
    )
    if mail.html:
        # No line of base64 holds "_", so that it need not be looked for in the content.
        message.make_alternative(boundary=f"=_{secrets.token_hex(16)}")
        message.add_alternative(
            mail.html.replace("\0", ""), subtype="html", charset="utf-8", cte="base64"
        )
    for file in mail.attachments:
        _attach(message, file)
    # Last: turning a message into a multipart one moves its Content- headers into the first part.
    _declare(message, mail)
    return message.as_bytes()


def _thread(message: EmailMessage, mail: OutgoingMail) -> None:
    if mail.in_reply_to:
        message["In-Reply-To"] = _identifier(mail.in_reply_to)
    known = [reference for reference in mail.references if MESSAGE_ID.fullmatch(reference)]
    if mail.in_reply_to and mail.in_reply_to not in known:
        known.append(mail.in_reply_to)
    if known:
        kept = known if len(known) <= MOST_REFERENCES else [known[0], *known[1 - MOST_REFERENCES :]]
        message["References"] = " ".join(kept)


def _declare(message: EmailMessage, mail: OutgoingMail) -> None:
    """Say what we are to other machines, so that no two of them talk to each other."""
    if mail.language in LANGUAGES:
        message["Content-Language"] = mail.language
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied" if mail.in_reply_to else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"


def _attach(message: EmailMessage, file: LetterFile) -> None:
    mime = file.mime.lower() if MIME.fullmatch(file.mime.lower()) else "application/octet-stream"
    kind, _, subtype = mime.partition("/")
    if kind in {"multipart", "message"}:
        kind, subtype = "application", "octet-stream"
    name = _line(file.name).replace("/", "_").replace("\\", "_") or "file"
    message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=name)


def _line(text: str) -> str:
    return BREAKS.sub(" ", text).encode("utf-8", "replace").decode("utf-8").strip()


def _address(email: str, name: str) -> Address:
    if not ADDRESS.fullmatch(email):
        raise ValueError(f"not a mail address: {_line(email)[:100]!r}")
    local, _, domain = email.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=_line(name)[:100], username=local, domain=domain)


def _identifier(message_id: str) -> str:
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not a Message-ID")
    return message_id
