"""Twilio: the Messages resource of its REST API (2010-04-01), and its signed calls."""

import base64
import hashlib
import hmac
import json
import mimetypes
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings

from channels.adapters.addressing import document_of
from channels.adapters.sms.provider import IncomingText, OutgoingText, TextStatus
from channels.drafts import FileDraft, MediaDraft
from channels.errors import (
    AnswerLost,
    DeliveryDelayed,
    DeliveryRefused,
    FileGone,
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
_MOST_FILES = 10
# Nobody was spoken with yet, so nothing can have been taken.
_NEVER_ASKED = frozenset({"ConnectError", "ConnectTimeout", "gaierror"})
# What a file is asked for by; the address that they give is never gone to as it stands.
_MEDIA = re.compile(r".*/Accounts/(AC\w{32})(/Messages/[MS]M\w{32}/Media/ME\w{32})")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_FILE_BYTES = 25 * 1024 * 1024
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
            why = _reason(error)
            kind = DeliveryDelayed if why in _NEVER_ASKED else AnswerLost
            raise kind(why=f"Twilio: {why}") from error
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
        number, media = given.get("NumMedia", ""), tuple(_media(given))
        told = int(number) if number.isdecimal() and len(number) < 4 else 0
        return IncomingText(
            identifier=given["MessageSid"], sender=given["From"], words=given.get("Body", ""),
            opted=opted if opted in ("stop", "start") else "", media=media,
            missing=max(told - len(media), 0),
        )  # fmt: skip

    def fetch(self, account: ChannelAccount, media: MediaDraft) -> FileDraft:
        """Ask our account for a file; they mostly lead on to where it lies, which takes no secrets."""
        answer = _ask(account, "GET", media.locator["path"], most_bytes=MOST_FILE_BYTES)
        if answer.status in _REDIRECTS:
            address = answer.headers.get("location", "")
            answer = http.ask("GET", address, is_typed=True, most_bytes=MOST_FILE_BYTES)
        if answer.status in (401, 403, 429) or answer.status >= 500:
            raise NoAnswer(why=_named(answer.status, _code(answer)))
        if answer.status != 200:
            raise FileGone(why=_named(answer.status, _code(answer)))
        mime = answer.headers.get("content-type", "").partition(";")[0].strip()
        return FileDraft(name=media.name, mime=mime, content=answer.content)

    def status(self, body: bytes) -> TextStatus:
        """Read the parameters of a status callback."""
        given = dict(_fields(body))
        state, code = given.get("MessageStatus", ""), given.get("ErrorCode", "")
        if not given.get("MessageSid") or not state:
            raise UnreadableIntake(why="it names neither message nor status")
        number = int(code) if code.isdecimal() and len(code) < 7 else 0
        return TextStatus(
            receipt=given["MessageSid"], is_delivered=state in ("delivered", "read"),
            is_failed=state in ("failed", "undelivered"), is_unsent=state == "failed",
            is_unreachable=number in _UNREACHABLE | _NO_NUMBER, is_stopped=number == _STOPPED,
            why=_named(0, number) if number else "",
        )  # fmt: skip


def _media(given: Mapping[str, str]) -> Iterator[MediaDraft]:
    """Name the files that came with a text; what does not lie with their account is none."""
    for number in range(_MOST_FILES):
        found = _MEDIA.fullmatch(given.get(f"MediaUrl{number}", ""))
        if found is None or found[1] != given.get("AccountSid"):
            continue
        mime = given.get(f"MediaContentType{number}", "").partition(";")[0].strip()
        name = f"mms-{number + 1}{mimetypes.guess_extension(mime) or ''}"
        yield MediaDraft(name=name, locator={"path": found[2]})


def _ask(
    account: ChannelAccount, method: str, path: str, said: Mapping[str, str] | None = None,
    *, most_bytes: int = http.MOST_BYTES,
) -> Answer:  # fmt: skip
    """Ask about the account's own messages. Raises NoAnswer."""
    sid = quote(str(account.values.get("account_sid") or ""), safe="")
    content = None if said is None else urlencode(said).encode()
    headers = {"Authorization": f"Basic {_credentials(account)}", "Accept": "application/json"}
    if content is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    address = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{sid}{path}"
    return http.ask(method, address, headers=headers, content=content, most_bytes=most_bytes)


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
