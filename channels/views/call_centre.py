"""Events of a call centre: signed, stored as they came, and only then acknowledged."""

import hashlib
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.adapters.phone.signatures import ID_HEADER, is_signed
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.rules import intake
from channels.rules.connections.connecting import note_success

# How often at most a connection writes down that it works: events come many a second.
NOTES_EVERY = timedelta(minutes=1)
_LONGEST_ID = 200


@csrf_exempt
@require_POST
def call_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one event: 204 once it is stored, the first time and each time after it.

    401 whatever is wrong with the signature, 404 for a connection that is not in use. What the event
    says is read afterwards; one that nobody can read waits among the items received.
    """
    now = timezone.now()
    account = (
        ChannelAccount.objects.in_use()
        .select_related("channel")
        .filter(kind=AccountKind.CALL_CENTRE, public_id=public_id)
        .first()
    )
    if account is None:
        raise Http404
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    if not is_signed(account.secrets().get("secret", ""), body, request.headers):
        return HttpResponse(status=401)
    intake.take(
        channel=account.channel,
        body=body,
        content_type=request.headers.get("Content-Type", ""),
        now=now,
        external_id=f"{account.public_id}:{_told_id(request.headers[ID_HEADER])}",
        context={"account": account.pk},
    )
    if account.worked_at is None or account.worked_at < now - NOTES_EVERY or account.failures:
        note_success(account, now=now)
    return HttpResponse(status=204)


def _told_id(told: str) -> str:
    """Give the id as it was told, or a digest of one that fits no column."""
    return told if len(told) <= _LONGEST_ID else hashlib.sha256(told.encode()).hexdigest()
