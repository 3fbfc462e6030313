"""Writing to a follower: by the reply token of their last word while it is fresh, else by a push."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.adapters.addressing import addressee_of
from channels.adapters.line.asking import call, said
from channels.adapters.line.reading import event_of
from channels.errors import DeliveryDelayed, DeliveryRefused, NoAnswer, UnreadableIntake
from channels.kinds import Direction
from channels.letters import Letter
from channels.models import ChannelAccount, Message, Outgoing
from channels.pieces import pieces_of, units_in
from channels.transport.http import Answer
from feedback_site.privacy.sealing import CannotUnseal, token_digest

# LINE gives a minute from when it sent the event.
FRESH = timedelta(seconds=45)
_LONGEST, _MOST = 5000, 5  # UTF-16 units in one message, messages in one request
_TOO_MANY, _CONFLICT = 429, 409


def send(row: Outgoing, letter: Letter, *, now: datetime) -> str:
    """Send a letter in one request and return LINE's id of it.

    A reply costs the shop nothing; whether it arrived cannot be asked again, so only the first try
    replies. Raises DeliveryDelayed, and DeliveryRefused where LINE will never take it.
    """
    to = addressee_of(row)
    pieces = pieces_of(letter.text, longest=_LONGEST, width=units_in, most=_MOST, rest=letter.link)
    messages = [{"type": "text", "text": piece} for piece in pieces]
    try:
        token = _fresh_token(row, now=now) if row.attempts <= 1 else ""
        if token and (receipt := _reply(to.account, token, messages)):
            return receipt
        return _push(to.account, {"to": to.user, "messages": messages}, retry_key_of(row))
    except NoAnswer as error:
        raise DeliveryDelayed(why=f"LINE: {error.facts['why']}") from error


def retry_key_of(row: Outgoing) -> str:
    """Give the one key under which LINE takes a row's message once, however often it is pushed."""
    return str(uuid.UUID(bytes=token_digest("line_retry_key", str(row.pk))[:16], version=4))


def _reply(account: ChannelAccount, token: str, messages: list[dict[str, str]]) -> str:
    """Give LINE's receipt; "" where the token is no longer taken."""
    payload = {"replyToken": token, "messages": messages}
    answer = call(account, "POST", "/v2/bot/message/reply", payload=payload)
    if answer.status == _TOO_MANY:
        raise DeliveryDelayed(why=f"LINE: {said(answer)}")
    return f"reply {_receipt(answer)}" if answer.status == 200 else ""


def _push(account: ChannelAccount, payload: Mapping[str, object], retry_key: str) -> str:
    headers = {"X-Line-Retry-Key": retry_key}
    answer = call(account, "POST", "/v2/bot/message/push", payload=payload, headers=headers)
    match answer.status:
        case 200:
            return f"push {_receipt(answer)}"
        case status if status == _CONFLICT:
            # An earlier try of ours arrived, and only its answer was lost.
            return f"push {answer.headers.get('x-line-accepted-request-id', '')}"
        case status if status == _TOO_MANY and "monthly" not in said(answer).lower():
            raise DeliveryDelayed(why=f"LINE: {said(answer)}")
    raise DeliveryRefused(why=f"LINE: {said(answer)}")


def _receipt(answer: Answer) -> str:
    return answer.headers.get("x-line-request-id", "")


def _fresh_token(row: Outgoing, *, now: datetime) -> str:
    """Find the reply token of the last word on this conversation; "" where it is too old."""
    last = (
        Message.objects.filter(
            conversation=row.conversation, direction=Direction.INBOUND, raw__isnull=False,
            raw__received_at__gt=now - FRESH,
        )
        .select_related("raw")
        .order_by("-raw__received_at")
        .first()
    )  # fmt: skip
    if last is None or last.raw is None or last.raw.context.get("redelivered"):
        return ""
    try:
        return str(event_of(last.raw.bytes()).get("replyToken") or "")
    except (CannotUnseal, UnreadableIntake):
        return ""
