"""The door for mail services: a mail handed over by HTTP, answered once it is stored."""

import logging
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.adapters.email.bucket_mail import mail_in_bucket
from channels.adapters.email.mail_calls import Call, is_genuine, read_call
from channels.adapters.email.topics import proved_notice
from channels.errors import (
    AnswerTooLarge,
    MailInBucket,
    NoAnswer,
    ProbeFailed,
    UnreadableIntake,
)
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.rules import intake
from channels.rules.connections import connecting, probing
from channels.rules.mailboxes.receiving_mail import receive_mail

log = logging.getLogger(__name__)
# That a connection works is written down this often, not with each mail.
NOTED_EVERY = timedelta(minutes=1)
BYTES = "iso-8859-1"
MOST_FIELDS = 1_000


@csrf_exempt
@require_POST
def mail_webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one mail: 200 after the commit, 403 to a stranger, 413 and 422 where it cannot be one.

    Whatever else goes wrong is answered with an error of the server, and the service tries again.
    """
    accounts = ChannelAccount.objects.in_use().select_related("channel")
    account = get_object_or_404(accounts, kind=AccountKind.MAIL_WEBHOOK, public_id=public_id)
    service = str(account.values.get("service") or "raw")
    try:
        call = _call(request)
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except ValueError:
        return HttpResponse(status=400)
    heard = _of_topic(account, call) if service == "ses" else _of_service(account, service, call)
    if isinstance(heard, HttpResponse):
        return heard
    try:
        held = mail_in_bucket(account, heard) if service == "ses" else None
        found = held or read_call(service, heard)
    except (NoAnswer, AnswerTooLarge, MailInBucket) as error:
        connecting.note_failure(account, str(error), now=timezone.now())
        return HttpResponse(status=503)
    except UnreadableIntake as error:
        connecting.note_failure(account, str(error), now=timezone.now())
        return HttpResponse(status=422)
    now = timezone.now()
    received = receive_mail(
        channel=account.channel, mail=found.mail, trace=found.trace, recipients=found.recipients,
        now=now, context=account.mail_context(),
    )  # fmt: skip
    for one in received:
        intake.read_now(one, found.trace + found.mail, now=now)
    if account.failures or account.worked_at is None or account.worked_at < now - NOTED_EVERY:
        connecting.note_success(account, now=now)
    return HttpResponse(status=200)


def _of_service(account: ChannelAccount, service: str, call: Call) -> Call | HttpResponse:
    if is_genuine(service, call, secret=account.secrets().get("secret", "")):
        return call
    return _stranger(account)


def _of_topic(account: ChannelAccount, call: Call) -> Call | HttpResponse:
    """Give what a topic published; an answer where that is its question whether it may, or no mail."""
    now = timezone.now()
    try:
        notice = proved_notice(call.body, str(account.values.get("topic") or ""), now=now)
        if notice is not None and notice.is_question:
            probing.confirm_topic(account, notice, now=now)
    except (NoAnswer, ProbeFailed) as error:
        log.warning("the topic of account %s: %s", account.pk, error.code)
        return HttpResponse(status=503)
    if notice is None:
        return _stranger(account)
    if not notice.holds_mail:
        return HttpResponse(status=200)
    return replace(call, body=notice.message.encode())


def _stranger(account: ChannelAccount) -> HttpResponse:
    log.warning("a call to account %s was not from its service", account.pk)
    return HttpResponse(status=403)


def _call(request: HttpRequest) -> Call:
    """Read the call without losing a byte: as Latin-1 each byte of a form's field is one character."""
    body = request.body
    fields: dict[str, bytes] = {}
    if request.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(
            body.decode(BYTES), keep_blank_values=True, encoding=BYTES, max_num_fields=MOST_FIELDS
        )
        fields = {name: value.encode(BYTES) for name, value in pairs}
    elif request.content_type == "multipart/form-data":
        request.encoding = BYTES
        fields = {name: str(value).encode(BYTES) for name, value in request.POST.items()}
        for name, file in request.FILES.items():
            fields.setdefault(str(name), file.read())  # type: ignore[union-attr]
    return Call(body=body, authorization=request.headers.get("Authorization", ""), fields=fields)
