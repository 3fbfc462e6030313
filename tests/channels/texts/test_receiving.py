"""Texts in: kept as they came, on a case only where we texted about it, ended and brought back by a word."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from PIL import Image

from cases.models import CaseLink
from cases.rules.openings import opening
from channels.adapters.sms.twilio import _signature
from channels.kinds import Disposition, IntakeState
from channels.models import (
    ContactPoint,
    Conversation,
    Customer,
    Errand,
    Message,
    Outgoing,
    RawIntake,
    StoppedNumber,
)
from channels.rules.answers import writing
from channels.rules.files import errands
from channels.rules.items import splitting
from channels.rules.monitoring.sweeping import sweep_left_behind
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerEvent
from tests.channels.servers import Said, serving
from tests.channels.texts.conftest import connected
from tests.channels.texts.platform import MEI, mms, post_text
from tests.channels.texts.test_sending import NOW, told
from tests.factories.organisation import UserFactory
from tests.side_by_side import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("caller", "said"),
    [
        ("+14158675309", b"RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("+12349013030", b"0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ],
)
def test_signatures_are_those_of_the_published_examples(caller, said):
    number = caller.replace("+", "%2B")
    body = (
        f"Digits=1234&To=%2B18005551212&From={number}&Caller={number}&CallSid=CA1234567890ABCDE"
    ).encode()

    assert _signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", body) == said


def test_a_text_begins_a_case_whose_answer_goes_back_to_its_number(client, account, twilio):
    answer = post_text(client, account, "相片偏黃，請重印")

    assert (answer.status_code, answer.content.endswith(b"<Response/>")) == (200, True)
    raw = RawIntake.objects.get()
    assert (raw.disposition, raw.external_id) == (Disposition.OPENED, f"{account.pk}:SM1")
    assert parse_qs(raw.bytes().decode())["From"] == [MEI]
    talk = Conversation.objects.get()
    point = ContactPoint.objects.get()
    # Nobody is known by a number that anybody can send under.
    assert (point.is_claim, point.claimed_in_id, talk.contact_point_id) == (True, raw.pk, point.pk)
    message = writing.write_to_customer(talk, text="我們會重印。", author=UserFactory(), now=NOW)
    row = delivery.deliver(Outgoing.objects.get(message=message).pk, now=NOW)
    assert (row.kind, row.state) == ("phone", "sent")
    assert [one["To"] for one in twilio.taken] == [MEI] * len(twilio.taken)


def test_the_same_text_told_of_again_is_the_same_item_and_a_changed_one_is_refused(client, account):
    post_text(client, account, "一")
    assert post_text(client, account, "一").status_code == 200
    other = connected(name="Other", auth_token="other")
    assert post_text(client, account, "二", signed="AAAA").status_code == 401
    assert post_text(client, other, "二", sid="SM2").status_code == 401
    assert post_text(client, account, "二", signed="").status_code == 401

    assert RawIntake.objects.count() == Message.objects.count() == 1
    account.refresh_from_db()
    assert account.failures == 2


def test_what_cannot_be_read_is_kept_for_a_person(client, account):
    post_text(client, account, sid="")
    # Told of again, for nobody there knows that it could not be read here.
    post_text(client, account, sid="")
    post_text(client, account, "另一則", sid="")

    raws = RawIntake.objects.order_by("pk")
    assert [raw.state for raw in raws] == [IntakeState.FAILED] * 2


@pytest.mark.parametrize("days", [1, 31])
def test_an_answer_to_our_text_is_on_its_case_for_a_month(client, account, twilio, days):
    talk = told()
    row = delivery.tell_customer(talk, template="in_progress", dedup_key="k", now=NOW)
    delivery.deliver(row.pk, now=NOW)

    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        post_text(client, account, "還是偏黃")

    message = Message.objects.get(text="還是偏黃")
    assert (message.conversation_id == talk.pk) is (days == 1)
    # Known by that number since before: a new case is still that customer's.
    assert message.conversation.customer_id == talk.customer_id


def test_several_texts_are_one_case_and_a_forged_number_reaches_no_other(client, account):
    talk = told(consents=())

    post_text(client, account, f"{talk.reference} 請取消退款", sid="SM1")
    post_text(client, account, "拜託了", sid="SM2")

    (begun,) = Conversation.objects.exclude(pk=talk.pk)
    assert [one.text for one in begun.messages.order_by("pk")] == [
        f"{talk.reference} 請取消退款", "拜託了",
    ]  # fmt: skip
    assert not talk.messages.filter(text__contains="取消").exists()
    link_of = opening.open_case(talk.submission.pk, now=NOW)
    case = opening.open_case(begun.submission.pk, now=NOW)
    link = CaseLink.objects.get(source=case)
    assert (link.target, link.kind) == (link_of, "names")


@pytest.mark.django_db(transaction=True)
def test_two_texts_in_one_moment_begin_one_case(account):
    together(
        *(
            lambda n=number: post_text(Client(), account, f"第{n}句", sid=f"SM{n}")
            for number in (1, 2)
        )
    )
    sweep_left_behind(now=NOW + timedelta(minutes=1), limit=10)

    assert Conversation.objects.count() == Customer.objects.count() == 1
    assert Message.objects.count() == 2


@pytest.mark.parametrize("is_begun_by_text", [True, False])
def test_what_is_split_off_is_answered_by_text_as_well(client, account, is_begun_by_text):
    if is_begun_by_text:
        post_text(client, account, "相片偏黃，店員也很兇")
    talk = Conversation.objects.get() if is_begun_by_text else told()
    part = splitting.Part(title="店員", text="店員也很兇", messages=[], said_at=NOW)

    second = splitting.split_off(talk.submission, part, actor=UserFactory(), now=NOW).conversation
    rows = [
        delivery.tell_customer(one, template="in_progress", dedup_key=str(one.pk), now=NOW)
        for one in (talk, second)
    ]

    assert [row and (row.kind, row.contact_point.value()) for row in rows] == [("phone", MEI)] * 2


ME = [f"ME{number:032x}" for number in range(3)]


def fetched(after=timedelta()):
    return errands.run_errands(now=timezone.now() + after, limit=20)


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_comes_with_a_text_is_fetched_by_our_account_and_drawn_anew(
    client, account, twilio, settings
):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    photo = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(photo, "JPEG")
    picture = Said(200, photo.getvalue(), {"Content-Type": "image/jpeg"})
    with serving(lambda _asked: picture) as elsewhere:
        # They mostly lead on to where it lies; our secrets stay here.
        twilio.media = {
            ME[0]: picture, ME[1]: Said(307, b"", {"Location": f"{elsewhere.url}/stored?sig=1"}),
        }  # fmt: skip
        more = mms(*((one, "image/jpeg") for one in ME))
        assert post_text(client, account, "照片偏黃", **more).status_code == 200
        assert post_text(client, account, "照片偏黃", **more).status_code == 200
        (message,) = Message.objects.all()
        assert message.text == "照片偏黃"
        assert [one.problem for one in message.attachments.all()] == ["on_its_way"] * 3

        assert fetched() == 3

        files = list(message.attachments.order_by("pk"))
        assert [one.name for one in files] == ["mms-1.jpg", "mms-2.jpg", "mms-3.jpg"]
        assert [(one.mime, one.problem) for one in files] == [
            ("image/jpeg", ""), ("image/jpeg", ""), ("", "gone"),
        ]  # fmt: skip
        assert Image.open(files[1].content()).size == (40, 30)
        assert [one.headers.get("authorization") for one in elsewhere.asked] == [None]
    assert not Errand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_they_cannot_give_now_is_asked_for_again(client, account, twilio):
    twilio.media = {ME[0]: Said(503)}
    post_text(client, account, "", **mms((ME[0], "image/png")))
    assert (fetched(), Errand.objects.count()) == (1, 1)
    assert Message.objects.get().text == ""

    twilio.media = {ME[0]: Said(200, b"%PDF-1.4", {"Content-Type": "application/pdf"})}
    assert fetched(after=timedelta(minutes=5)) == 1

    (file,) = Message.objects.get().attachments.all()
    assert (file.problem, file.content().read()) == ("", b"%PDF-1.4")


@pytest.mark.parametrize(
    "more",
    [
        mms((ME[0], "image/jpeg"), of=f"AC{'9' * 32}"),
        {"NumMedia": "1", "MediaUrl0": "http://169.254.169.254/latest/meta-data"},
        {"NumMedia": "1"},
    ],
)
def test_what_does_not_lie_with_our_account_is_told_of_and_not_gone_to(
    client, account, twilio, more
):
    post_text(client, account, "看這個", **more)

    assert Message.objects.get().text == "看這個\n[MMS × 1]"
    assert not Errand.objects.exists()
    assert twilio.server.asked == []


def test_a_stranger_is_somebody_new_each_time_until_we_text_them(client, account):
    post_text(client, account, "一", sid="SM1")
    post_text(client, account, "二", sid="SM2", sender="+886922333444")

    assert Customer.objects.count() == Conversation.objects.count() == 2
    assert not ContactPoint.objects.exclude(value_index=None).exists()


@pytest.mark.parametrize(
    ("word", "more"),
    [
        ("STOP", {}),
        (" 退訂。", {}),
        ("退订", {}),
        ("ＳＴＯＰ", {}),
        ("arrêter", {"OptOutType": "STOP"}),
    ],
)
def test_one_word_ends_texts_and_another_brings_them_back(client, account, word, more):
    talk = told()
    post_text(client, account, word, sid="SM1", **more)
    stopped = StoppedNumber.objects.get()
    post_text(client, account, word, sid="SM2", **more)
    row = delivery.tell_customer(talk, template="in_progress", dedup_key="k", now=NOW)

    assert (stopped.reason, row) == ("asked", None)
    raws = RawIntake.objects.filter(channel=account.channel)
    assert {raw.disposition for raw in raws} == {Disposition.REJECTED}
    post_text(client, account, "START", sid="SM3")
    assert not StoppedNumber.objects.exists()
    assert delivery.tell_customer(talk, template="in_progress", dedup_key="k", now=NOW)
    assert Conversation.objects.count() == 1
    verbs = LedgerEvent.objects.filter(subject__startswith="number:").values_list("verb", flat=True)
    assert list(verbs) == ["number.stopped", "number.started"]


def test_what_was_on_its_way_when_somebody_stopped_is_called_back(client, account, twilio):
    row = delivery.tell_customer(told(), template="in_progress", dedup_key="k", now=NOW)
    post_text(client, account, "STOP")

    row = delivery.deliver(row.pk, now=timezone.now())

    assert (row.state, twilio.taken) == ("recalled", [])
