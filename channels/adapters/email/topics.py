"""Topics that publish mail (Amazon SNS, fed by SES): who signed a notification, and what lies in it.

The service signs with its own key and names the address of its certificate, so that a signature proves
nothing unless the certificate lies at the service itself: the address is taken apart, not believed. See
"Verifying the signatures of Amazon SNS messages" in its developer guide. A notification that is played
again brings a mail that we have, and the service repeats one for an hour under the same time: so there is
no window of time.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings

from channels.errors import NoAnswer, ProbeFailed
from channels.mail_accounts import TOPIC
from channels.transport.http import ask

_DOMAINS = MappingProxyType({"aws-cn": "amazonaws.com.cn"})
_HASHES = MappingProxyType({"1": hashes.SHA1, "2": hashes.SHA256})
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem")
_SIGNED = MappingProxyType(
    {
        "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
        "SubscriptionConfirmation": (
            "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
        ),
    }
)  # fmt: skip
MOST_CERTIFICATE = 20_000  # bytes
SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One call of a topic, its signature proved."""

    kind: str
    message: str
    confirm_at: str

    @property
    def is_question(self) -> bool:
        """Whether the topic asks if it may publish to us."""
        return self.kind == "SubscriptionConfirmation"

    @property
    def holds_mail(self) -> bool:
        """Whether a mail was received; the service also publishes that a rule was made, for one."""
        return _document(self.message.encode()).get("notificationType") == "Received"


def proved_notice(body: bytes, topic: str, *, now: datetime) -> Notice | None:
    """Give what a topic says, None where it is not said by this topic.

    Raises NoAnswer where the certificate cannot be had now.
    """
    told = _document(body)
    signed = _SIGNED.get(told.get("Type", ""))
    home = home_of(topic)
    if signed is None or not home or told.get("TopicArn") != topic:
        return None
    if not _is_signed(told, signed, home, now=now):
        return None
    confirm_at = told.get("SubscribeURL", "")
    if told["Type"] == "SubscriptionConfirmation" and not _confirms(confirm_at, topic, home):
        return None
    return Notice(kind=told["Type"], message=told.get("Message", ""), confirm_at=confirm_at)


def home_of(topic: str) -> str:
    """Give the address of the service that a topic belongs to; "" where that is no topic."""
    found = re.fullmatch(TOPIC, topic)
    if found is None:
        return ""
    domain = _DOMAINS.get(found[1], "amazonaws.com")
    return str(settings.SNS_URL).format(region=found[2], domain=domain)


def confirm(notice: Notice) -> None:
    """Tell the topic that it may publish to us. Raises ProbeFailed where it does not take that, NoAnswer."""
    status = ask("GET", notice.confirm_at, most_seconds=SECONDS).status
    if status != 200:
        raise ProbeFailed(why=f"status {status}")


def _document(body: bytes) -> Mapping[str, str]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def _is_signed(
    told: Mapping[str, str], signed: tuple[str, ...], home: str, *, now: datetime
) -> bool:
    algorithm = _HASHES.get(told.get("SignatureVersion", ""))
    address = told.get("SigningCertURL", "")
    at = address.removeprefix(home)
    if algorithm is None or at == address or not _CERTIFICATE.fullmatch(at):
        return False
    certificate = _certificate(address)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return False
    text = "".join(f"{name}\n{told[name]}\n" for name in signed if name in told)
    key = certificate.public_key()
    try:
        signature = base64.b64decode(told.get("Signature", ""), validate=True)
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(signature, text.encode("utf-8", "replace"), padding.PKCS1v15(), algorithm())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def _confirms(address: str, topic: str, home: str) -> bool:
    """Whether an address only confirms this topic, at its own service: nobody sends us elsewhere."""
    if not address.startswith(f"{home}/?"):
        return False
    asked = parse_qs(urlsplit(address).query, strict_parsing=False, max_num_fields=10)
    return asked.get("Action") == ["ConfirmSubscription"] and asked.get("TopicArn") == [topic]


@lru_cache(maxsize=16)
def _certificate(address: str) -> x509.Certificate:
    """Fetch a certificate, once: a new one has a new address. TLS proves that the service keeps it."""
    found = ask("GET", address, most_seconds=SECONDS, most_bytes=MOST_CERTIFICATE)
    if found.status != 200:
        raise NoAnswer(why=f"status {found.status}")
    try:
        return x509.load_pem_x509_certificate(found.content)
    except ValueError as error:
        raise NoAnswer(why="its certificate cannot be read") from error
