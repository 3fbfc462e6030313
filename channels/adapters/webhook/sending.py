"""Posting our replies to another messenger, signed as it signs its own calls."""

import json
from collections.abc import Mapping
from datetime import datetime

from channels.adapters.addressing import addressee_of
from channels.adapters.webhook.mapping import document_in, mapped
from channels.adapters.webhook.signing import signed_headers
from channels.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    ForbiddenAddress,
    NoAnswer,
    ProbeFailed,
    UnreadableIntake,
)  # fmt: skip
from channels.kinds import Direction
from channels.letters import Letter
from channels.models import ChannelAccount, Message, Outgoing
from channels.transport import http
from feedback_site.privacy.sealing import CannotUnseal

# The other side is busy, or too early, or asked too often: not a no.
_NOT_NOW = frozenset({408, 425, 429})


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Post one letter, whole; a second try carries the same id.

    Raises DeliveryDelayed where a later try may work, DeliveryRefused where none will.
    """
    to = addressee_of(row)
    data = {
        "to": to.user, "conversation": _their_conversation(row, to.account), "text": letter.text,
        "language": letter.language, "automatic": letter.is_automatic,
        "reference": row.conversation.reference if row.conversation else "",
    }  # fmt: skip
    try:
        status = _post(to.account, f"msg_{row.pk}", "message", data, now=now)
    except NoAnswer as error:
        raise DeliveryDelayed(why=str(error.facts["why"])) from error
    except ForbiddenAddress as error:
        raise DeliveryRefused(why=str(error)) from error
    if status >= 500 or status in _NOT_NOW:
        raise DeliveryDelayed(why=f"HTTP {status}")
    if not 200 <= status < 300:
        raise DeliveryRefused(why=f"HTTP {status}")
    return f"HTTP {status}"


def probe(account: ChannelAccount, *, now: datetime) -> None:
    """Post a test that carries no message; the other side takes it if it knows our secret."""
    status = _post(account, f"test_{int(now.timestamp())}", "test", {}, now=now)
    if not 200 <= status < 300:
        raise ProbeFailed(why=f"HTTP {status}")


def _post(
    account: ChannelAccount,
    message_id: str,
    kind: str,
    data: Mapping[str, object],
    *,
    now: datetime,
) -> int:
    address = str(account.values.get("reply_url") or "")
    if not address:
        raise ForbiddenAddress(why="no address for replies is set")
    body = json.dumps(
        {"type": kind, "timestamp": now.isoformat(), "data": data}, ensure_ascii=False
    ).encode()
    headers = signed_headers(account, message_id, body, now=now)
    return http.ask("POST", address, headers=headers, content=body, is_typed=True).status


def _their_conversation(row: Outgoing, account: ChannelAccount) -> str:
    """Find what the other side calls this conversation, in the last thing that it told us of it."""
    last = (
        Message.objects.filter(
            conversation=row.conversation, direction=Direction.INBOUND, raw__isnull=False,
            channel=account.channel_id,
        )
        .select_related("raw")
        .order_by("-happened_at", "-pk")
        .first()
    )  # fmt: skip
    if last is None or last.raw is None:
        return ""
    try:
        return mapped(document_in(last.raw.bytes()), account.values).conversation
    except (CannotUnseal, UnreadableIntake):
        return ""
