"""LINE calls: signed over the bytes, each event an item of its own, redelivered or not."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from channels.kinds import Disposition, IntakeState
from channels.models import Attachment, ContactPoint, Conversation, Errand, Message, RawIntake
from channels.rules.monitoring.sweeping import sweep_left_behind
from tests.channels.messengers.platforms import (
    line_event,
    line_message,
    line_signature,
    post_line,
)

pytestmark = pytest.mark.django_db


def test_each_event_is_an_item_of_its_own(client, line):
    events = [line_message("一", message_id="m1"), line_message("二", message_id="m2", user="Uan")]
    answer = post_line(client, line, *events)

    assert answer.status_code == 200
    raws = list(RawIntake.objects.order_by("seq"))
    assert [raw.external_id for raw in raws] == [
        f"{line.pk}:event:{event['webhookEventId']}" for event in events
    ]
    assert [json.loads(raw.bytes()) for raw in raws] == events
    assert sorted(Message.objects.values_list("text", flat=True)) == ["一", "二"]
    assert Conversation.objects.count() == 2


def test_an_event_is_kept_as_it_was_received_to_the_byte(client, line):
    """Whatever stands around it, and of two lists the one that counts."""
    events = [
        (
            '{ "type":"message" , "message": {"type":"text","id":"m1", "text":"\\u4e00, ]}"},\n'
            ' "source":{"type":"user","userId":"Umei"}, "n": 1.50 }'
        ),
        '{"type":"follow","source":{"type":"user","userId":"Umei"},"名":"一"}',
    ]
    body = (
        '\ufeff \r\n{"events":[{"type":"x"}], "destination" : "U1,]}" ,\n"events" : [\t'
        + " , ".join(events)
        + ' ] , "more":{}\n}\n'
    ).encode()

    answer = client.post(
        f"/callbacks/line/{line.public_id}/", body, content_type="application/json",
        headers={"X-Line-Signature": line_signature(line.secrets()["channel_secret"], body)},
    )  # fmt: skip

    assert answer.status_code == 200
    raws = RawIntake.objects.order_by("seq")
    assert [raw.bytes().decode() for raw in raws] == events
    assert Message.objects.get().text == "一, ]}"


def test_trying_the_address_brings_nothing_and_shows_that_it_works(client, line):
    assert post_line(client, line).status_code == 200
    assert not RawIntake.objects.exists()
    line.refresh_from_db()
    assert line.worked_at is not None


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64!", "é"])
def test_a_wrong_signature_is_refused(client, line, signature):
    answer = post_line(client, line, line_message(), signature=signature or " ")

    assert answer.status_code == 401
    assert not RawIntake.objects.exists()
    line.refresh_from_db()
    assert line.failures == 1


def test_a_signature_of_other_bytes_is_refused(client, line):
    body = json.dumps({"events": [line_message()]}).encode()
    signed = line_signature(line.secrets()["channel_secret"], body)
    answer = client.post(
        f"/callbacks/line/{line.public_id}/", body + b" ", content_type="application/json",
        headers={"X-Line-Signature": signed},
    )  # fmt: skip

    assert answer.status_code == 401
    assert not RawIntake.objects.exists()


def test_a_redelivered_event_is_the_same_item_however_late(client, line):
    event = line_message()
    post_line(client, line, event)
    again = {**event, "deliveryContext": {"isRedelivery": True}}
    assert post_line(client, line, again).status_code == 200

    assert RawIntake.objects.count() == Message.objects.count() == 1


def test_an_event_that_comes_only_redelivered_is_taken_and_marked(client, line):
    post_line(client, line, line_message(deliveryContext={"isRedelivery": True}))

    raw = RawIntake.objects.get()
    assert raw.disposition == Disposition.OPENED
    assert raw.context == {"account": line.pk, "redelivered": True}


def test_a_signed_body_of_another_shape_waits_for_a_person(client, line):
    for body in (b'{"events": "none"}', b"[1]", b"{", b'{"events": [1]}'):
        client.post(
            f"/callbacks/line/{line.public_id}/", body, content_type="application/json",
            headers={"X-Line-Signature": line_signature("line-channel-secret", body)},
        )  # fmt: skip

    assert [raw.state for raw in RawIntake.objects.all()] == [IntakeState.FAILED] * 4


LINE_IMAGE = {"type": "image", "id": "m1", "contentProvider": {"type": "line"}}
KINDS = [
    (LINE_IMAGE, "", ["photo.jpg"]),
    ({"type": "video", "id": "m1", "contentProvider": {"type": "line"}}, "", ["video.mp4"]),
    ({"type": "audio", "id": "m1", "contentProvider": {"type": "line"}}, "", ["voice.m4a"]),
    ({"type": "file", "id": "m1", "fileName": "../訂單.pdf", "fileSize": 9}, "", ["訂單.pdf"]),
    ({"type": "sticker", "id": "m1", "keywords": ["Angry", "Mad"]}, "[Angry, Mad]", []),
    ({"type": "sticker", "id": "m1", "text": "生氣"}, "[生氣]", []),
    ({"type": "sticker", "id": "m1"}, "[sticker]", []),
    (
        {"type": "location", "id": "m1", "title": "中山店", "address": "台北市", "latitude": 25.03,
         "longitude": 121.56},
        "中山店\n台北市\n(25.03, 121.56)",
        [],
    ),
    ({"type": "text", "id": "m1", "text": "好氣 👨‍👩‍👧‍👦", "emojis": []}, "好氣 👨‍👩‍👧‍👦", []),
]  # fmt: skip


@pytest.mark.parametrize(("message", "text", "files"), KINDS)
def test_every_kind_of_message_is_read(client, line, message, text, files):
    post_line(client, line, line_event("message", message=message))

    found = Message.objects.get()
    assert (found.text, found.mail_message_id) == (text, "line:m1")
    assert [file.name for file in found.attachments.all()] == files
    # One more errand: the name that LINE knows.
    assert Errand.objects.count() == len(files) + 1


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("postback", {"postback": {"data": "menu=1"}}),
        ("beacon", {"beacon": {"hwid": "x"}}),
        ("accountLink", {}),
        ("memberJoined", {}),
    ],
)
def test_what_nobody_said_opens_no_case(client, line, kind, more):
    post_line(client, line, line_event(kind, **more))

    raw = RawIntake.objects.get()
    assert (raw.disposition, raw.disposition_reason) == ("rejected", "no feedback: other")
    assert not Conversation.objects.exists()


def test_what_people_say_to_each_other_in_a_group_opens_no_case(client, line):
    source = {"type": "group", "groupId": "C1", "userId": "Umei"}
    post_line(client, line, line_message(source=source))

    assert RawIntake.objects.get().disposition == Disposition.REJECTED
    assert not Conversation.objects.exists()


def test_who_blocks_us_is_not_written_to_until_they_return(client, line):
    post_line(client, line, line_message())
    post_line(client, line, line_event("unfollow"))
    assert ContactPoint.objects.get().bounced_at is not None

    post_line(client, line, line_event("follow"))
    assert ContactPoint.objects.get().bounced_at is None


def test_whoever_speaks_can_be_written_to_though_their_return_was_not_told(client, line):
    post_line(client, line, line_message())
    post_line(client, line, line_event("unfollow"))
    post_line(client, line, line_message("我回來了", message_id="m2"))

    assert ContactPoint.objects.get().bounced_at is None


def unsend(message_id, user="Umei"):
    return line_event("unsend", user=user, unsend={"messageId": message_id})


def test_a_message_taken_back_is_gone_from_view_and_its_item_stays_sealed(
    client, line, django_capture_on_commit_callbacks
):
    post_line(client, line, line_message("秘密一", message_id="m1"))
    post_line(client, line, line_message("秘密二", message_id="m2"))
    first, second = Message.objects.order_by("pk")
    name = default_storage.save("attachments/taken-back", ContentFile(b"x"))
    Attachment.objects.create(message=second, file=name, name="a", mime="x/y", size=1, sha256=b"x")

    with django_capture_on_commit_callbacks(execute=True):
        post_line(client, line, unsend("m2"))

    assert not default_storage.exists(name)
    second.refresh_from_db()
    assert (second.text, second.taken_back_at is not None) == ("", True)
    first.refresh_from_db()
    assert (first.text, first.taken_back_at) == ("秘密一", None)
    assert not Attachment.objects.exists()
    assert "秘密二" in second.raw.bytes().decode()
    assert RawIntake.objects.latest("pk").disposition_reason == "no feedback: taken_back"


def test_the_first_message_taken_back_leaves_no_words_in_the_submission(client, line):
    post_line(client, line, line_message("秘密", message_id="m1"))
    post_line(client, line, unsend("m1"))

    submission = Conversation.objects.get().submission
    assert (submission.text, submission.title) == ("", "–")


def test_what_is_taken_back_before_it_is_read_waits_for_it_and_not_for_ever(client, line):
    """It costs no try, however often the sweep looks; a message that never comes is for a person."""
    post_line(client, line, unsend("m1"), unsend("never"))
    early, lost = RawIntake.objects.order_by("seq")
    begin = early.received_at
    for seconds in range(60, 600, 60):
        assert sweep_left_behind(now=begin + timedelta(seconds=seconds), limit=5) == 0
    post_line(client, line, line_message("秘密", message_id="m1"))

    assert sweep_left_behind(now=begin + timedelta(minutes=9), limit=5) == 1
    assert sweep_left_behind(now=begin + timedelta(minutes=11), limit=5) == 1

    early.refresh_from_db()
    lost.refresh_from_db()
    message = Message.objects.get()
    assert (message.text, message.taken_back_at is not None) == ("", True)
    assert (early.state, early.attempts) == (IntakeState.DONE, 2)
    assert (lost.state, lost.error) == (
        IntakeState.FAILED,
        "The item is stored but could not be read: the message that was taken back is not here",
    )


def test_nobody_takes_back_what_another_said(client, line):
    post_line(client, line, line_message("秘密", message_id="m1"))
    post_line(client, line, unsend("m1", user="Ustranger"))

    assert Message.objects.get().text == "秘密"
    assert RawIntake.objects.latest("pk").state == IntakeState.FAILED
