"""Tokens in our mail: a reply address and a Message-ID that prove which conversation is answered.

Lower case and digits only, because relays change the case of addresses. 120 bits.
"""

import base64
import hmac
import re

from django.conf import settings

from channels.references import read_reference
from feedback_site.privacy.sealing import token_digest

_ADDRESS = re.compile(r"care\+(fb[0-9a-z]{8})\.([a-z2-7]{24})@(.+)")
# Of bounded length, so that a header full of half addresses costs no more than its own length.
_ANYWHERE = re.compile(r"care\+fb[0-9a-z]{8}\.[a-z2-7]{24}@[a-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"<?(fb[0-9a-z]{8})\.([0-9a-z]{1,20})\.([a-z2-7]{24})@(.+?)>?")


def reply_address(reference: str) -> str:
    """Give the address whose mail belongs to this conversation, whoever sends it."""
    return f"care+{_short(reference)}.{_mac('reply_address', reference)}@{settings.MAIL_DOMAIN}"


def message_id(reference: str, unique: str) -> str:
    """Give the Message-ID of one mail of this conversation; the same for the same `unique`."""
    mac = _mac("message_id", reference, unique)
    return f"<{_short(reference)}.{unique}.{mac}@{settings.MAIL_DOMAIN}>"


def reference_of_address(address: str) -> str | None:
    """Give the reference that a reply address proves; None for any other or forged address."""
    match = _ADDRESS.fullmatch(address.strip().lower())
    if match is None or match[3] != settings.MAIL_DOMAIN.lower():
        return None
    reference = read_reference(match[1])
    return reference if reference and _fits(match[2], "reply_address", reference) else None


def references_in(text: str) -> list[str]:
    """Give the references that reply addresses anywhere in a text prove, such as the value of a header."""
    return [
        reference
        for found in _ANYWHERE.finditer(text.lower())
        if (reference := reference_of_address(found[0].rstrip("."))) is not None
    ]


def reference_of_message_id(identifier: str) -> str | None:
    """Give the reference that a Message-ID of ours proves; None for any other or forged one."""
    match = _MESSAGE_ID.fullmatch(identifier.strip().lower())
    if match is None or match[4] != settings.MAIL_DOMAIN.lower():
        return None
    reference = read_reference(match[1])
    return reference if reference and _fits(match[3], "message_id", reference, match[2]) else None


def _short(reference: str) -> str:
    return reference.replace("-", "").lower()


def _mac(purpose: str, *parts: str) -> str:
    return base64.b32encode(token_digest(purpose, *parts)[:15]).decode().lower()


def _fits(mac: str, purpose: str, *parts: str) -> bool:
    return hmac.compare_digest(mac, _mac(purpose, *parts))
