"""WeChat calls: proved, stored once, answered in time, whatever it is that comes."""

import time
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from cases.kinds import EventKind
from cases.models import Case
from cases.rules.openings.acknowledging import sweep_receipts
from cases.rules.openings.opening import open_waiting
from channels.kinds import Disposition, IntakeState, OutboxState
from channels.models import (
    ChannelAccount,
    ContactPoint,
    Conversation,
    Customer,
    Errand,
    Message,
    Outgoing,
    RawIntake,
)
from channels.rules import access
from tests.channels.messengers.conftest import AES_KEY, APP_ID, TOKEN, connected
from tests.channels.messengers.platforms import (
    decrypted,
    encrypted,
    post_wechat,
    sha1_of,
    wechat_event,
    wechat_query,
    wechat_text,
    wechat_xml,
)

pytestmark = pytest.mark.django_db


def url_of(account, query):
    return f"/callbacks/wechat/{account.public_id}/?{urlencode(query)}"


def test_the_address_is_proved_by_repeating_what_was_said(client, wechat):
    answer = client.get(url_of(wechat, {**wechat_query(TOKEN), "echostr": "<b>4711</b>"}))

    assert (answer.status_code, answer.content) == (200, b"<b>4711</b>")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"signature": "é"},
        {"nonce": "another"},
        {"timestamp": "1700000000"},
    ],
)
def test_an_address_asked_for_by_others_is_not_confirmed(client, wechat, wrong):
    answer = client.get(url_of(wechat, {**wechat_query(TOKEN), "echostr": "x", **wrong}))

    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["wechat", "plain_wechat"])
def test_a_message_becomes_a_conversation(client, request, name):
    account = request.getfixturevalue(name)
    answer = post_wechat(client, account, wechat_text("照片偏黄，能重印吗？😀"))

    assert (answer.status_code, answer.content) == (200, b"success")
    raw, message = RawIntake.objects.get(), Message.objects.get()
    assert (raw.state, raw.disposition) == (IntakeState.DONE, Disposition.OPENED)
    assert raw.external_id == f"{account.pk}:message:10001"
    assert raw.bytes().startswith(b"<xml>")
    assert b"Content" in raw.bytes()
    assert message.text == "照片偏黄，能重印吗？😀"
    point = ContactPoint.objects.get()
    assert (point.kind, point.value(), point.value_masked) == (
        "wechat", f"{account.pk}:openid-mei", "•••-mei",
    )  # fmt: skip
    assert Conversation.objects.get().contact_point == point
    account.refresh_from_db()
    assert account.worked_at is not None


def test_three_tries_of_wechat_are_one_item(client, wechat):
    xml = wechat_text()
    answers = [post_wechat(client, wechat, xml, nonce=f"n{n}").content for n in range(3)]

    assert answers == [b"success"] * 3
    assert RawIntake.objects.count() == Message.objects.count() == 1


def test_three_tries_of_an_event_are_one_item_and_the_next_event_another(client, wechat):
    at = time.time()
    for moment in (at, at, at, at + 1):
        post_wechat(client, wechat, wechat_event("CLICK", EventKey="menu", at=moment))

    assert RawIntake.objects.count() == 2
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
def test_a_late_or_early_callback_is_refused(client, wechat, minutes, status):
    at = (timezone.now() + timedelta(minutes=minutes)).timestamp()

    assert post_wechat(client, wechat, wechat_text(), at=at).status_code == status
    assert RawIntake.objects.exists() is (status == 200)


def _tampered(sealed):
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    return sealed[:middle] + other + sealed[middle + 1 :]


@pytest.mark.parametrize(
    "how", ["not sealed", "changed", "resigned", "another app", "another key", "no base64", "empty"]
)
def test_what_was_tampered_with_is_refused(client, wechat, how):
    xml = wechat_text()
    sealed = encrypted(xml, aes_key=AES_KEY, app_id=APP_ID)
    query = wechat_query(TOKEN, sealed=sealed)
    if how == "changed":
        sealed = _tampered(sealed)
    elif how == "resigned":
        query = wechat_query("another-token", sealed=sealed)
    elif how == "another app":
        sealed = encrypted(xml, aes_key=AES_KEY, app_id="wx-other")
    elif how == "another key":
        sealed = encrypted(xml, aes_key=AES_KEY[::-1], app_id=APP_ID)
    elif how == "no base64":
        sealed = "not base64!"
    elif how == "empty":
        sealed = ""
    if how in ("another app", "another key", "no base64"):
        query = wechat_query(TOKEN, sealed=sealed)
    body = xml if how == "not sealed" else wechat_xml(ToUserName="gh_shop", Encrypt=sealed)

    answer = client.post(url_of(wechat, query), body, content_type="text/xml")

    assert answer.status_code == 401
    assert not RawIntake.objects.exists()


def test_entities_and_document_types_are_not_read(client, plain_wechat):
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<xml><FromUserName>o</FromUserName><MsgId>1</MsgId><Content>&a;&f;</Content></xml>"
    )
    answer = client.post(url_of(plain_wechat, wechat_query(TOKEN)), bomb, "text/xml")

    raw = RawIntake.objects.get()
    assert answer.content == b"success"
    assert raw.state == IntakeState.FAILED
    assert "document type" in raw.error
    assert raw.bytes() == bomb
    assert not Message.objects.exists()


def test_what_cannot_be_read_is_kept_once_and_waits(client, plain_wechat):
    for _ in range(3):
        client.post(url_of(plain_wechat, wechat_query(TOKEN)), b"<xml><oops", "text/xml")

    assert RawIntake.objects.get().state == IntakeState.FAILED


KINDS = [
    ({"MsgType": "image", "MediaId": "media-1", "PicUrl": "http://x"}, "", ["photo.jpg"]),
    ({"MsgType": "voice", "MediaId": "media-1", "Format": "amr"}, "", ["voice.amr"]),
    (
        {"MsgType": "voice", "MediaId": "media-1", "Format": "amr", "Recognition": "相片偏黄"},
        "相片偏黄",
        ["voice.amr"],
    ),
    ({"MsgType": "video", "MediaId": "media-1", "ThumbMediaId": "t"}, "", ["video.mp4"]),
    ({"MsgType": "shortvideo", "MediaId": "media-1", "ThumbMediaId": "t"}, "", ["video.mp4"]),
    (
        {"MsgType": "location", "Location_X": "25.03", "Location_Y": "121.56", "Scale": 20,
         "Label": "台北市信義區"},
        "台北市信義區 (25.03, 121.56)",
        [],
    ),
    (
        {"MsgType": "link", "Title": "公告", "Description": "內容", "Url": "https://x.example/"},
        "公告\n內容\nhttps://x.example/",
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "text", "files"), KINDS)
def test_every_kind_of_message_is_read(client, wechat, fields, text, files):
    post_wechat(client, wechat, wechat_text(**fields))

    message = Message.objects.get()
    assert message.text == text
    assert [file.name for file in message.attachments.all()] == files
    assert [file.problem for file in message.attachments.all()] == ["on_its_way"] * len(files)
    assert Errand.objects.count() == len(files)
    assert Conversation.objects.get().submission.title


def test_a_kind_that_wechat_adds_later_waits_for_a_person(client, wechat):
    answer = post_wechat(client, wechat, wechat_text(MsgType="hologram"))

    assert answer.content == b"success"
    assert RawIntake.objects.get().state == IntakeState.FAILED


def test_who_leaves_is_not_written_to_and_who_comes_back_is(client, wechat):
    post_wechat(client, wechat, wechat_text())
    point = ContactPoint.objects.get()

    post_wechat(client, wechat, wechat_event("unsubscribe"))
    point.refresh_from_db()
    assert point.bounced_at is not None
    post_wechat(client, wechat, wechat_event("subscribe", at=time.time() + 1))
    point.refresh_from_db()
    assert point.bounced_at is None

    signs = RawIntake.objects.exclude(disposition=Disposition.OPENED).order_by("pk")
    assert [(raw.disposition, raw.disposition_reason) for raw in signs] == [
        ("rejected", "no feedback: left"),
        ("rejected", "no feedback: joined"),
    ]


@pytest.mark.parametrize("key", ["", AES_KEY])
def test_a_new_follower_is_greeted_in_the_same_breath(client, key):
    account = connected(
        "wechat", app_id=APP_ID, app_secret="s", token=TOKEN, aes_key=key,
        greeting="您好 ]]> <b>有什么可以帮您？</b>",
    )  # fmt: skip

    answer = post_wechat(client, account, wechat_event("subscribe"))

    fields = {one.tag: one.text for one in ET.fromstring(answer.content)}
    if key:
        signed = sha1_of(TOKEN, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
        assert fields["MsgSignature"] == signed
        xml, app_id = decrypted(fields["Encrypt"], aes_key=key)
        assert app_id == APP_ID
        fields = {one.tag: one.text for one in ET.fromstring(xml)}
    assert (fields["ToUserName"], fields["FromUserName"]) == ("openid-mei", "gh_shop")
    assert fields["Content"] == "您好 ]]> <b>有什么可以帮您？</b>"


def test_a_follower_is_greeted_in_their_language_or_else_in_all(client):
    account = connected(
        "wechat", app_id=APP_ID, app_secret="s", token=TOKEN, aes_key="", greeting="您好，简体",
        greeting_zh_hant="您好，繁體", greeting_en="Hello",
    )  # fmt: skip

    def greeted(user):
        answer = post_wechat(
            client, account, wechat_event("subscribe", at=time.time(), sender=user)
        )
        return ET.fromstring(answer.content).findtext("Content")

    post_wechat(client, account, wechat_text("相片偏黃，請你們重印這些照片。"))
    Customer.objects.update(language="zh-hant")

    assert greeted("openid-stranger") == "您好，简体\n\n您好，繁體\n\nHello"
    assert greeted("openid-mei") == "您好，繁體"
    Customer.objects.update(language="ja")
    assert greeted("openid-mei") == "您好，简体\n\n您好，繁體\n\nHello"


def test_who_may_not_be_written_to_gets_the_receipt_in_the_same_breath(client, wechat):
    """WeChat's second call gets it too; a second message and the opened case bring no other one."""
    wechat.values["acknowledges"] = "at_once"
    wechat.save()

    first, again = (post_wechat(client, wechat, wechat_text(), nonce=f"n{n}") for n in range(2))
    more = post_wechat(client, wechat, wechat_text("還有", msg_id=10002))
    open_waiting(now=timezone.now(), limit=5)

    conversation = Conversation.objects.get()
    texts = []
    for answer in (first, again):
        sealed = {one.tag: one.text for one in ET.fromstring(answer.content)}["Encrypt"]
        fields = {one.tag: one.text for one in ET.fromstring(decrypted(sealed, aes_key=AES_KEY)[0])}
        texts.append(fields["Content"])
    assert texts[0] == texts[1]
    assert texts[0].startswith("我們收到您的意見了")
    assert access.link(conversation) in texts[0]
    assert more.content == b"success"
    row = Outgoing.objects.get()
    assert (row.template, row.state, row.kind, row.receipt) == (
        "received", OutboxState.SENT, "wechat", "at once",
    )  # fmt: skip
    a_day_ago = timezone.now() - timedelta(days=1)
    assert sweep_receipts(since=a_day_ago, now=timezone.now()) == 1
    assert Case.objects.get().events.filter(kind=EventKind.ACKNOWLEDGED).count() == 1


def test_a_switched_off_connection_is_not_there(client, wechat):
    ChannelAccount.objects.update(is_active=False)

    assert post_wechat(client, wechat, wechat_text()).status_code == 404
    assert not RawIntake.objects.exists()
