"""Twilio: the Messages resource of its REST API (2010-04-01), and its signed calls."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings

from channels.adapters.addressing import document_of
from channels.adapters.sms.provider import IncomingText, OutgoingText, TextStatus
from channels.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    NoAnswer,
    NotConnected,
    NumberRefused,
    ProbeFailed,
    UnreadableIntake,
    WrongSignature,
)  # fmt: skip
from channels.models import ChannelAccount
from channels.transport import http
from channels.transport.http import Answer

_MOST_FIELDS = 200
# What their list of errors (https://www.twilio.com/docs/api/errors) says of each code: whoever holds the
# number asked for none; it is no number, or takes no texts; too many at once, or a queue is full.
_STOPPED = 21610
_NO_NUMBER = frozenset({21211, 21214, 21217, 21265, 21614, 21635})
_NOT_NOW = frozenset({14107, 20429, 21611, 30001, 30022})
_STRANGERS = frozenset({20003, 20005, 20403})
# Told later, of what was taken at first: nobody has the number; a landline.
_UNREACHABLE = frozenset({30005, 30006})


class Twilio:
    """Speaks to Twilio, and understands it."""

    thanks = ("text/xml; charset=utf-8", '<?xml version="1.0" encoding="UTF-8"?><Response/>')

    def send(self, account: ChannelAccount, text: OutgoingText, *, now: datetime) -> str:
        """Make one message; their id of it is the receipt."""
        said = {"To": text.number, "Body": text.words, "StatusCallback": text.status_url}
        if service := account.values.get("service_sid"):
            said["MessagingServiceSid"] = str(service)
        elif sender := account.values.get("sender"):
            said["From"] = str(sender)
        else:
            raise NotConnected(why="neither a sender nor a messaging service is named")
        try:
            answer = _ask(account, "POST", "/Messages.json", said)
            if answer.status in (200, 201):
                return str(document_of(answer.content)["sid"])
        except (NoAnswer, KeyError) as error:
            raise DeliveryDelayed(why=f"Twilio: {_reason(error)}") from error
        raise _refusal(answer)

    def probe(self, account: ChannelAccount) -> None:
        """Ask for the latest message of all: that takes the right secrets, and costs nothing."""
        if not (account.values.get("service_sid") or account.values.get("sender")):
            raise ProbeFailed(why="neither a sender nor a messaging service is named")
        answer = _ask(account, "GET", "/Messages.json?PageSize=1")
        if answer.status >= 500:
            raise NoAnswer(why=f"HTTP {answer.status}")
        if answer.status != 200:
            raise ProbeFailed(why=_named(answer.status, _code(answer)))

    def check(
        self, account: ChannelAccount, url: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Compare X-Twilio-Signature with that of the address and all parameters in their order."""
        secret = account.secrets().get("auth_token", "")
        said = headers.get("X-Twilio-Signature", "")
        if not secret or not hmac.compare_digest(said.encode(), _signature(secret, url, body)):
            raise WrongSignature(why="X-Twilio-Signature")

    def read(self, body: bytes) -> IncomingText:
        """Read the parameters of an incoming message."""
        given = dict(_fields(body))
        if not given.get("MessageSid") or not given.get("From"):
            raise UnreadableIntake(why="it names neither message nor sender")
        opted = given.get("OptOutType", "").lower()
        number = given.get("NumMedia", "")
        return IncomingText(
            identifier=given["MessageSid"], sender=given["From"], words=given.get("Body", ""),
            opted=opted if opted in ("stop", "start") else "",
            files=int(number) if number.isdecimal() and len(number) < 4 else 0,
        )  # fmt: skip

    def status(self, body: bytes) -> TextStatus:
        """Read the parameters of a status callback."""
        given = dict(_fields(body))
        state, code = given.get("MessageStatus", ""), given.get("ErrorCode", "")
        if not given.get("MessageSid") or not state:
            raise UnreadableIntake(why="it names neither message nor status")
        number = int(code) if code.isdecimal() and len(code) < 7 else 0
        return TextStatus(
            receipt=given["MessageSid"], is_delivered=state in ("delivered", "read"),
            is_failed=state in ("failed", "undelivered"),
            is_unreachable=number in _UNREACHABLE | _NO_NUMBER, is_stopped=number == _STOPPED,
            why=_named(0, number) if number else "",
        )  # fmt: skip


def _ask(
    account: ChannelAccount, method: str, path: str, said: Mapping[str, str] | None = None
) -> Answer:
    """Ask about the account's own messages. Raises NoAnswer."""
    sid = quote(str(account.values.get("account_sid") or ""), safe="")
    content = None if said is None else urlencode(said).encode()
    headers = {"Authorization": f"Basic {_credentials(account)}", "Accept": "application/json"}
    if content is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{sid}{path}"
    return http.ask(method, address, headers=headers, content=content)


def _credentials(account: ChannelAccount) -> str:
    """By the key where there is one, else by the account's own token."""
    known = account.secrets()
    key, secret = account.values.get("api_key"), known.get("api_secret")
    if not (key and secret):
        key, secret = account.values.get("account_sid"), known.get("auth_token")
    return base64.b64encode(f"{key}:{secret}".encode()).decode()


def _refusal(answer: Answer) -> DeliveryDelayed | DeliveryRefused:
    """Say what a refusal means; their own words hold the number, so only the code is kept."""
    code = _code(answer)
    why = f"Twilio: {_named(answer.status, code)}"
    if answer.status in (401, 403) or code in _STRANGERS:
        return NotConnected(why=why)
    if answer.status == 429 or answer.status >= 500 or code in _NOT_NOW:
        return DeliveryDelayed(why=why)
    if code == _STOPPED or code in _NO_NUMBER:
        return NumberRefused(why=why, is_asked=code == _STOPPED)
    return DeliveryRefused(why=why)


def _code(answer: Answer) -> int:
    try:
        document: Any = json.loads(answer.content)
        return int(document["code"])
    except (ValueError, KeyError, TypeError):
        return 0


def _named(status: int, code: int) -> str:
    return f"error {code}" if code else f"HTTP {status}"


def _reason(error: NoAnswer | KeyError) -> str:
    return str(error.facts["why"]) if isinstance(error, NoAnswer) else "it gave no id"


def _signature(secret: str, url: str, body: bytes) -> bytes:
    """Sign as they do: the address, then names and values, sorted, with nothing between."""
    try:
        fields = sorted(set(_fields(body)))
    except UnreadableIntake as error:
        raise WrongSignature(why="no form") from error
    signed = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest())


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise UnreadableIntake(why="it is not a posted form") from error
