"""Where messengers call: who calls is proved by its signature, and it is answered once that is stored."""

import hashlib
import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from channels.adapters.line.callbacks import Event, open_webhook
from channels.adapters.webhook.signing import verify
from channels.adapters.wechat.callbacks import Opened, open_callback, reply, verify_address
from channels.adapters.wechat.sending import LONGEST
from channels.errors import WrongSignature
from channels.kinds import AccountKind
from channels.models import ChannelAccount, RawIntake
from channels.pieces import bytes_in, pieces_of
from channels.rules import intake
from channels.rules.connections import connecting
from channels.rules.customers.greeting import greeting_for
from channels.rules.outbox import answering_at_once

log = logging.getLogger(__name__)
# WeChat waits five seconds and LINE two; what is stored and not read by then, the sweep reads.
READING_SECONDS = 1.0
MOST_BYTES = 5 * 1024 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest, public_id: str) -> HttpResponse:
    """Prove to WeChat that the address is ours (GET), and take one message or event (POST)."""
    account, now = _account(AccountKind.WECHAT, public_id), timezone.now()
    query = request.GET.dict()
    if request.method == "GET":
        return _echo(account, query, now=now)
    try:
        opened = open_callback(account, query, _body(request), now=now)
    except WrongSignature as error:
        return _refused(account, error, now=now)
    raw = _take(account, opened.xml, "application/xml", opened.external_id, now=now)
    answer = _greeting(account, opened) or _receipt(raw, account, now=now)
    if answer:
        return HttpResponse(reply(account, opened, answer, now=now), "application/xml")
    return _text("success")


def _echo(account: ChannelAccount, query: dict[str, str], *, now: datetime) -> HttpResponse:
    """Nothing is written: WeChat itself tells its administrator how that went."""
    try:
        return _text(verify_address(account, query, now=now))
    except WrongSignature as error:
        return _text("signature", status=error.status)


@csrf_exempt
@require_POST
def line(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take LINE's events, each an item of its own."""
    account, now = _account(AccountKind.LINE, public_id), timezone.now()
    try:
        events = open_webhook(account, request.headers.get("X-Line-Signature", ""), _body(request))
    except WrongSignature as error:
        return _refused(account, error, now=now)
    connecting.note_alive(account, now=now)
    _take_events(account, events, now=now)
    return _text("OK")


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one signed message of any other messenger."""
    account, now = _account(AccountKind.WEBHOOK, public_id), timezone.now()
    body = _body(request)
    try:
        identifier = verify(account, request.headers, body)
    except WrongSignature as error:
        return _refused(account, error, now=now)
    _take(account, body, request.content_type or "", f"id:{identifier}"[:255], now=now)
    return HttpResponse(status=204)


def _account(kind: AccountKind, public_id: str) -> ChannelAccount:
    accounts = ChannelAccount.objects.in_use().select_related("channel")
    account = accounts.filter(kind=kind, public_id=public_id).first()
    if account is None:
        raise Http404
    return account


def _take(
    account: ChannelAccount,
    body: bytes,
    content_type: str,
    external_id: str | None,
    *,
    now: datetime,
) -> RawIntake:
    connecting.note_alive(account, now=now)
    return intake.take(
        channel=account.channel, body=body, content_type=content_type, now=now,
        context={"account": account.pk}, external_id=_own_id(account, external_id, body),
    )  # fmt: skip


def _take_events(account: ChannelAccount, events: Sequence[Event], *, now: datetime) -> None:
    """Store them all first: a call that breaks off is made again, and then most are known."""
    stored = [
        intake.receive(
            channel=account.channel, body=event.body, content_type="application/json", now=now,
            context={"account": account.pk}
            | ({"redelivered": True} if event.is_redelivery else {}),
            external_id=_own_id(account, event.external_id, event.body),
        )
        for event in events
    ]  # fmt: skip
    began = time.monotonic()
    for received in stored:
        if received.is_new and time.monotonic() - began < READING_SECONDS:
            intake.read_at_once(received.raw, now=now)


def _own_id(account: ChannelAccount, external_id: str | None, body: bytes) -> str:
    """Two connections of one channel may use the same ids; what has none is known by its bytes."""
    return f"{account.pk}:{external_id or f'sha256:{hashlib.sha256(body).hexdigest()}'}"[:255]


def _greeting(account: ChannelAccount, opened: Opened) -> str:
    if opened.fields.get("Event") != "subscribe":
        return ""
    words = greeting_for(account, opened.fields.get("FromUserName", ""))
    return "".join(pieces_of(words, longest=LONGEST, width=bytes_in, most=1))


def _receipt(raw: RawIntake, account: ChannelAccount, *, now: datetime) -> str:
    """Give the receipt as one message; "" where none is to be given here. A broken one is no answer."""
    try:
        letter = answering_at_once.acknowledge_at_once(raw, account, now=now)
    except DatabaseError as error:
        # The message is stored; WeChat must not call again for it.
        log.warning("no receipt at once for intake %s: %s", raw.pk, type(error).__name__)
        return ""
    if letter is None:
        return ""
    return pieces_of(letter.text, longest=LONGEST, width=bytes_in, most=1, rest=letter.link)[0]


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig:
        raise Http404 from None
    if len(body) > MOST_BYTES:
        raise Http404
    return body


def _refused(account: ChannelAccount, error: WrongSignature, *, now: datetime) -> HttpResponse:
    """Tell whoever looks after the connection: mostly a secret was copied wrongly."""
    connecting.note_failure(account, str(error), now=now)
    return _text("signature", status=error.status)


def _text(words: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    response["X-Content-Type-Options"] = "nosniff"
    return response
