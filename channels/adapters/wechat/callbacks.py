"""Opening WeChat's callbacks, and answering them in the same breath."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.adapters.wechat.flat_xml import read_xml, write_xml
from channels.adapters.wechat.sealed_callbacks import (
    require_signature,
    seal,
    signature_of,
    unseal,
)
from channels.errors import UnreadableIntake, WrongSignature
from channels.models import ChannelAccount

# A signature covers time and nonce; without encryption nothing else of the callback.
WINDOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One callback: its XML as WeChat wrote it, out of its envelope, and its texts by name."""

    xml: bytes
    fields: Mapping[str, str]
    is_encrypted: bool

    @property
    def external_id(self) -> str | None:
        """Give the id that WeChat's second and third try share; None where it cannot be read."""
        if message_id := self.fields.get("MsgId"):
            return f"message:{message_id}"
        names = ("FromUserName", "CreateTime", "Event", "EventKey")
        parts = [self.fields.get(name, "") for name in names]
        return f"event:{':'.join(parts)}"[:255] if parts[0] and parts[1] else None


def verify_address(account: ChannelAccount, query: Mapping[str, str], *, now: datetime) -> str:
    """Give what WeChat wants to hear when the address is set up. Raises WrongSignature."""
    _require(account.secrets()["token"], query, now=now)
    return query.get("echostr", "")


def open_callback(
    account: ChannelAccount, query: Mapping[str, str], body: bytes, *, now: datetime
) -> Opened:
    """Check who calls, and unseal. Where a key was set, nothing comes in without it.

    XML that cannot be read is given as it is, without texts. Raises WrongSignature.
    """
    known = account.secrets()
    _require(known["token"], query, now=now)
    if not known.get("aes_key"):
        return Opened(xml=body, fields=_fields(body), is_encrypted=False)
    sealed = _fields(body).get("Encrypt", "")
    require_signature(
        query.get("msg_signature", ""), known["token"], query["timestamp"], query["nonce"], sealed
    )
    xml = unseal(sealed, aes_key=known["aes_key"], app_id=str(account.values["app_id"]))
    return Opened(xml=xml, fields=_fields(xml), is_encrypted=True)


def reply(account: ChannelAccount, opened: Opened, text: str, *, now: datetime) -> bytes:
    """Write a passive reply, in an envelope where the callback came in one."""
    moment = int(now.timestamp())
    plain = write_xml(
        {
            "ToUserName": opened.fields.get("FromUserName", ""),
            "FromUserName": opened.fields.get("ToUserName", ""),
            "CreateTime": moment, "MsgType": "text", "Content": text,
        }
    )  # fmt: skip
    if not opened.is_encrypted:
        return plain
    known, nonce = account.secrets(), secrets.token_hex(8)
    sealed = seal(plain, aes_key=known["aes_key"], app_id=str(account.values["app_id"]))
    return write_xml(
        {
            "Encrypt": sealed,
            "MsgSignature": signature_of(known["token"], str(moment), nonce, sealed),
            "TimeStamp": moment, "Nonce": nonce,
        }
    )  # fmt: skip


def _require(token: str, query: Mapping[str, str], *, now: datetime) -> None:
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    require_signature(query.get("signature", ""), token, timestamp, nonce)
    if not timestamp.isascii() or not timestamp.isdigit():
        raise WrongSignature(why="time")
    if abs(int(timestamp) - now.timestamp()) > WINDOW.total_seconds():
        raise WrongSignature(why="too old")


def _fields(xml: bytes) -> dict[str, str]:
    """A message that nobody can read is kept all the same, and is somebody's work."""
    try:
        return read_xml(xml)
    except UnreadableIntake:
        return {}
