"""Mail by webhook: each service proves itself, and each byte of the mail arrives, once."""

import hashlib
import hmac
import json
from base64 import b64encode
from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse

from channels.adapters.email import proofs
from channels.kinds import AccountKind
from channels.models import Channel, ChannelAccount, Message, RawIntake
from channels.rules.connections import connecting
from tests.factories.cases import NOW
from tests.factories.channels import conversation_with

pytestmark = pytest.mark.django_db
KEY = "key-4711"
BASIC = {"Authorization": "Basic " + b64encode(KEY.encode()).decode()}
# Raw GB 18030 in header and body: what a service that decodes would have lost.
MAIL = (
    b"From: Mei <mei@example.com>\r\nTo: care@feedback.example.com\r\nSubject: "
    + "相片偏黄".encode("gb18030")
    + b"\r\nMessage-ID: <1@mail.example>\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
    + "请重印，谢谢。".encode("gb18030")
    + b"\r\n"
)


def made(service):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.MAIL_WEBHOOK, name=service, actor=None,
        now=NOW, values={"service": service, "secret": KEY},
    )  # fmt: skip


def address(account):
    return reverse("channels:mail_webhook", args=[account.public_id])


def form(fields, boundary=b"xyzzy"):
    parts = [
        b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n'
        + value + b"\r\n"
        for name, value in fields.items()
    ]  # fmt: skip
    return b"".join((*parts, b"--", boundary, b"--\r\n")), "multipart/form-data; boundary=xyzzy"


def signed(mail=MAIL, key=KEY):
    signature = hmac.new(key.encode(), b"1700000000" + b"tok", hashlib.sha256).hexdigest()
    return {
        "timestamp": b"1700000000", "token": b"tok", "signature": signature.encode(),
        "recipient": b"care@feedback.example.com", "body-mime": mail,
    }  # fmt: skip


def as_mailgun():
    return (*form(signed()), {})


def as_mailgun_without_parts():
    body = b"&".join(
        f"{name}={quote_from_bytes(value)}".encode() for name, value in signed().items()
    )
    return body, "application/x-www-form-urlencoded", {}


def as_sendgrid():
    envelope = json.dumps({"to": ["care@feedback.example.com"], "from": "mei@example.com"})
    return (*form({"email": MAIL, "envelope": envelope.encode()}), BASIC)


def as_any_other():
    return MAIL, "message/rfc822", BASIC


@pytest.mark.parametrize(
    ("service", "call"),
    [("mailgun", as_mailgun), ("mailgun", as_mailgun_without_parts), ("sendgrid", as_sendgrid),
     ("raw", as_any_other)],
)  # fmt: skip
def test_each_byte_arrives_once(client, service, call):
    account = made(service)
    body, content_type, headers = call()

    answers = [
        client.post(address(account), body, content_type=content_type, headers=headers).status_code
        for _ in range(2)
    ]

    assert answers == [200, 200]
    assert RawIntake.objects.get().bytes().endswith(MAIL)
    message = Message.objects.get()
    assert (message.subject, message.text) == ("相片偏黄", "请重印，谢谢。")
    account.refresh_from_db()
    assert account.worked_at is not None


def test_a_mail_to_two_cases_reaches_both(client):
    channel = Channel.objects.get(code="mail")
    talks = [conversation_with(f"p{number}@example.com", channel=channel) for number in range(2)]
    to = [proofs.reply_address(talk.reference) for talk in talks]
    account = made("sendgrid")
    envelope = json.dumps({"to": to, "from": "mei@example.com"}).encode()
    body, content_type = form({"email": MAIL, "envelope": envelope})

    for _ in range(2):
        client.post(address(account), body, content_type=content_type, headers=BASIC)

    written = Message.objects.order_by("conversation").values_list("conversation", "text")
    assert list(written) == [(talk.pk, "请重印，谢谢。") for talk in talks]


def test_mailgun_wants_an_address_that_ends_in_mime(client):
    account = made("mailgun")
    body, content_type, headers = as_mailgun()
    assert address(account) + "mime" == reverse(
        "channels:mail_webhook_mime", args=[account.public_id]
    )

    answer = client.post(
        address(account) + "mime", body, content_type=content_type, headers=headers
    )

    assert (answer.status_code, RawIntake.objects.count()) == (200, 1)


def test_postmark_sends_text_in_json(client):
    account = made("postmark")
    mail = MAIL.decode("gb18030").replace("gb2312", "utf-8")
    told = {"RawEmail": mail, "OriginalRecipient": "care+x@feedback.example.com"}

    answer = client.post(
        address(account), json.dumps(told), content_type="application/json", headers=BASIC
    )

    assert answer.status_code == 200
    assert (
        RawIntake.objects.get().bytes().startswith(b"Delivered-To: care+x@feedback.example.com\r\n")
    )
    assert Message.objects.get().text == "请重印，谢谢。"


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("mailgun", lambda: (*form(signed(key="another")), {})),
        ("mailgun", lambda: (*form({"body-mime": MAIL}), {})),
        ("mailgun", lambda: (*form({**signed(), "token": b"changed"}), {})),
        ("sendgrid", lambda: (*form({"email": MAIL}), {})),
        ("raw", lambda: (MAIL, "message/rfc822", {"Authorization": "Basic bm9ib2R5OnRoZXJl"})),
        ("raw", lambda: (MAIL, "message/rfc822", {"Authorization": "Basic \xff"})),
        ("raw", lambda: (MAIL, "message/rfc822", {"Authorization": f"Bearer {KEY}"})),
    ],
)
def test_a_stranger_leaves_nothing(client, service, call):
    account = made(service)
    body, content_type, headers = call()

    answer = client.post(address(account), body, content_type=content_type, headers=headers)

    assert answer.status_code == 403
    assert not RawIntake.objects.exists()


def test_a_service_that_sends_parsed_mail_is_told_and_the_connection_shows_it(client):
    account = made("sendgrid")
    body, content_type = form({"text": b"hello", "subject": b"x"})

    answer = client.post(address(account), body, content_type=content_type, headers=BASIC)

    assert answer.status_code == 422
    account.refresh_from_db()
    assert "raw mail" in account.error


def test_only_its_own_address_and_only_while_switched_on(client):
    account = made("raw")
    body, content_type, headers = as_any_other()
    wrong = reverse("channels:mail_webhook", args=["0" * 24])
    assert client.post(wrong, body, content_type=content_type, headers=headers).status_code == 404
    ChannelAccount.objects.update(is_active=False)

    answer = client.post(address(account), body, content_type=content_type, headers=headers)

    assert answer.status_code == 404
    assert client.get(address(account)).status_code == 405
    assert not RawIntake.objects.exists()


def test_a_call_beyond_all_measure_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    account = made("raw")

    answer = client.post(address(account), MAIL, content_type="message/rfc822", headers=BASIC)

    assert answer.status_code == 413
