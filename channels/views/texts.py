"""Where whoever carries texts calls: with a text that came, and with how one of ours went."""

import hashlib
import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.adapters.sms.providers import provider_of
from channels.errors import UnreadableIntake, WrongSignature
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.rules import intake
from channels.rules.connections import connecting
from channels.rules.outbox import noting_statuses

log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def text_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one text; the same one told of again is the same item."""
    account, body, now = _account(public_id), _body(request), timezone.now()
    try:
        _check(account, request, body)
    except WrongSignature as error:
        return _refused(account, error)
    connecting.note_alive(account, now=now)
    intake.take(
        channel=account.channel, body=body, content_type=request.content_type or "", now=now,
        context={"account": account.pk, "provider": account.values.get("provider", "")},
        external_id=_own_id(account, body),
    )  # fmt: skip
    return _thanks(account)


@csrf_exempt
@require_POST
def text_status(request: HttpRequest, public_id: str, outgoing_id: int) -> HttpResponse:
    """Keep how one of our texts went: which one stands in the address, which is signed as well."""
    account, body, now = _account(public_id), _body(request), timezone.now()
    try:
        _check(account, request, body)
        status = provider_of(account).status(body)
    except WrongSignature as error:
        return _refused(account, error)
    except UnreadableIntake as error:
        log.warning("a status of text %s was not understood: %s", outgoing_id, error)
        return HttpResponse(status=400)
    connecting.note_alive(account, now=now)
    noting_statuses.note_status(outgoing_id, status, now=now)
    return _thanks(account)


def _account(public_id: str) -> ChannelAccount:
    accounts = ChannelAccount.objects.in_use().select_related("channel")
    account = accounts.filter(kind=AccountKind.SMS, public_id=public_id).first()
    if account is None:
        raise Http404
    return account


def _check(account: ChannelAccount, request: HttpRequest, body: bytes) -> None:
    """What they signed is the address that we gave them, whatever host a request names."""
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    provider_of(account).check(account, url, request.headers, body)


def _own_id(account: ChannelAccount, body: bytes) -> str:
    """Name a text by its id there; what cannot be read is kept by its bytes, and looked at by a person."""
    try:
        identifier = provider_of(account).read(body).identifier
    except UnreadableIntake:
        identifier = f"sha256:{hashlib.sha256(body).hexdigest()}"
    return f"{account.pk}:{identifier}"[:255]


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig:
        raise Http404 from None
    if len(body) > MOST_BYTES:
        raise Http404
    return body


def _refused(account: ChannelAccount, error: WrongSignature) -> HttpResponse:
    """Tell whoever looks after the connection: mostly the token was copied wrongly."""
    connecting.note_failure(account, str(error), now=timezone.now())
    return HttpResponse("signature", content_type="text/plain", status=error.status)


def _thanks(account: ChannelAccount) -> HttpResponse:
    kind, words = provider_of(account).thanks
    return HttpResponse(words, content_type=kind)
