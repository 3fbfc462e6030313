"""Mail services that hand mail over by HTTP: who calls, and where in the call the mail lies.

Only their raw forms are read, where a mail comes byte by byte as it was sent: what a service has parsed
has lost charsets, orders and files already. A call that is played again brings a mail that we have.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from channels.errors import UnreadableIntake

_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,250}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: its body, and where it is a form its fields, byte by byte."""

    body: bytes
    authorization: str = ""
    fields: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A mail as it was sent, and to which of our addresses the service says it came."""

    mail: bytes
    recipients: tuple[str, ...] = ()

    @property
    def trace(self) -> bytes:
        """The envelope's recipients as trace headers (RFC 5321, 4.4), to stand before the mail."""
        return "".join(f"Delivered-To: {address}\r\n" for address in self.recipients).encode()


def is_genuine(service: str, call: Call, *, secret: str) -> bool:
    """Whether the service called: Mailgun signs, the others know user and password."""
    if not secret:
        return False
    if service == "mailgun":
        signed = call.fields.get("timestamp", b"") + call.fields.get("token", b"")
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return bool(signed) and hmac.compare_digest(
            expected.encode(), call.fields.get("signature", b"")
        )
    kind, _, given = call.authorization.partition(" ")
    try:
        known = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return False
    return kind.lower() == "basic" and hmac.compare_digest(known, secret.encode())


def read_call(service: str, call: Call) -> HandedOver:
    """Find the mail in a call. Raises UnreadableIntake where the service was not told to send it raw."""
    found = READERS[service](call)
    if not found.mail.strip():
        raise UnreadableIntake(why="the service does not send the raw mail")
    return found


def _mailgun(call: Call) -> HandedOver:
    recipients = _addresses(call.fields.get("recipient", b"").decode("utf-8", "replace"))
    return HandedOver(mail=call.fields.get("body-mime", b""), recipients=recipients)


def _sendgrid(call: Call) -> HandedOver:
    envelope = _document(call.fields.get("envelope", b"{}"))
    to = envelope.get("to")
    recipients = _addresses(" ".join(map(str, to)) if isinstance(to, list) else "")
    return HandedOver(mail=call.fields.get("email", b""), recipients=recipients)


def _postmark(call: Call) -> HandedOver:
    told = _document(call.body)
    return HandedOver(
        mail=str(told.get("RawEmail") or "").encode("utf-8", "surrogatepass"),
        recipients=_addresses(str(told.get("OriginalRecipient") or "")),
    )


def _raw(call: Call) -> HandedOver:
    return HandedOver(mail=call.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class SesNotice:
    """What Amazon SES tells: a mail with all its bytes, or the object in a bucket that holds it."""

    content: bytes
    encoding: str
    bucket: str
    object_key: str
    recipients: tuple[str, ...]


def notice_of_ses(call: Call) -> SesNotice:
    """Read what a topic published. Raises UnreadableIntake where that is no JSON."""
    told = _document(call.body)
    receipt = told.get("receipt")
    receipt = receipt if isinstance(receipt, dict) else {}
    to, action = receipt.get("recipients"), receipt.get("action")
    action = action if isinstance(action, dict) else {}
    is_in_bucket = str(action.get("type")).upper() == "S3"
    return SesNotice(
        content=str(told.get("content") or "").encode("utf-8", "surrogatepass"),
        encoding=str(action.get("encoding") or "").upper(),
        bucket=str(action.get("bucketName") or "") if is_in_bucket else "",
        object_key=str(action.get("objectKey") or "") if is_in_bucket else "",
        recipients=_addresses(" ".join(map(str, to)) if isinstance(to, list) else ""),
    )


def _ses(call: Call) -> HandedOver:
    """Raw mail stands in the call only where the rule's action is the topic itself."""
    told = notice_of_ses(call)
    if told.encoding != "BASE64":
        return HandedOver(mail=told.content, recipients=told.recipients)
    try:
        content = base64.b64decode(told.content, validate=True)
    except binascii.Error as error:
        raise UnreadableIntake(why="the call is not what this service sends") from error
    return HandedOver(mail=content, recipients=told.recipients)


READERS: Mapping[str, Callable[[Call], HandedOver]] = MappingProxyType(
    {"mailgun": _mailgun, "sendgrid": _sendgrid, "postmark": _postmark, "ses": _ses, "raw": _raw}
)


def _document(raw: bytes) -> dict[str, object]:
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise UnreadableIntake(why="the call is not what this service sends") from error
    return found if isinstance(found, dict) else {}


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ADDRESS.findall(text)))[:20]
