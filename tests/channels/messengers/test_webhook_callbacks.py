"""Any other messenger: signed by the rules of Standard Webhooks, read along a mapping."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from channels.kinds import Disposition, IntakeState
from channels.models import ContactPoint, Conversation, Errand, Message, RawIntake
from channels.rules import intake
from channels.rules.connections import connecting
from tests.channels.messengers.conftest import connected
from tests.channels.messengers.platforms import post_webhook, webhook_body, webhook_headers
from tests.factories.channels import customer_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def changed(account, actor, **values):
    return connecting.change_account(
        account.pk, name=account.name, is_active=True, values={**account.values, **values},
        actor=actor, now=timezone.now(),
    )  # fmt: skip


def test_a_message_is_read_along_the_mapping(client, webhook):
    body = webhook_body(
        language="zh-CN", order="A-100", store="none",
        files=[{"url": "https://files.example/a/photo.jpg?key=1"}, {"url": "https://f.example/b"}],
    )  # fmt: skip
    assert post_webhook(client, webhook, body).status_code == 204

    raw, conversation = RawIntake.objects.get(), Conversation.objects.get()
    assert (raw.external_id, raw.bytes()) == (f"{webhook.pk}:id:msg_1", body)
    assert (conversation.language, conversation.submission.order_number) == ("zh-hans", "A-100")
    assert conversation.customer.name_masked == "陳○○"
    points = {point.kind: point.value() for point in ContactPoint.objects.all()}
    assert points == {"webhook": f"{webhook.pk}:u-1", "email": "mei@example.com"}
    assert conversation.contact_point.kind == "webhook"
    message = Message.objects.get()
    assert message.text == "相片偏黃"
    assert [file.name for file in message.attachments.order_by("pk")] == ["photo.jpg", "b"]
    assert Errand.objects.count() == 2


def test_the_same_id_again_is_the_same_item(client, webhook):
    for _ in range(3):
        assert post_webhook(client, webhook, webhook_body()).status_code == 204

    assert RawIntake.objects.count() == 1


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 204), (4, 204), (6, 401)])
def test_a_late_or_early_call_is_refused(client, webhook, minutes, status):
    at = timezone.now() + timedelta(minutes=minutes)

    assert post_webhook(client, webhook, webhook_body(), at=at).status_code == status


HEADERS = {
    "another secret": lambda body: webhook_headers(OTHER_SECRET, body),
    "none": lambda body: {},
    "another id": lambda body: {**signed(body), "webhook-id": "msg_2"},
    "no version": lambda body: {**signed(body), "webhook-signature": "nonsense"},
    "no base64": lambda body: {**signed(body), "webhook-signature": "v1,é!"},
    "another version": lambda body: {
        **signed(body), "webhook-signature": signed(body)["webhook-signature"].replace("v1", "v2"),
    },
    "no number": lambda body: {**signed(body), "webhook-timestamp": "nan"},
}  # fmt: skip


def signed(body):
    return webhook_headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body)


@pytest.mark.parametrize("name", HEADERS)
def test_what_is_not_signed_rightly_is_refused(client, webhook, name):
    body = webhook_body()
    answer = client.post(
        f"/callbacks/webhook/{webhook.public_id}/", body, content_type="application/json",
        headers=HEADERS[name](body),
    )  # fmt: skip

    assert answer.status_code == 401
    assert not RawIntake.objects.exists()


def test_a_changed_body_and_one_in_no_script_are_refused(client, webhook):
    headers = signed(webhook_body())
    for body in (webhook_body() + b" ", b"\xff\xfe"):
        answer = client.post(
            f"/callbacks/webhook/{webhook.public_id}/", body, content_type="application/json",
            headers=headers,
        )  # fmt: skip
        assert answer.status_code == 401


def test_both_secrets_hold_while_one_is_being_changed(client, webhook):
    old = webhook.secrets()["secret"]
    changed(webhook, UserFactory(), secret=OTHER_SECRET, old_secret=old)
    for number, secret in enumerate((OTHER_SECRET, old)):
        answer = post_webhook(
            client, webhook, webhook_body(), secret=secret, message_id=f"m{number}"
        )
        assert answer.status_code == 204


def test_a_wrong_mapping_leaves_the_item_to_be_read_again(client, webhook):
    body = json.dumps({"payload": {"words": ["一", "二"]}, "who": 7}).encode()
    post_webhook(client, webhook, body)
    raw = RawIntake.objects.get()
    assert raw.state == IntakeState.FAILED

    changed(webhook, UserFactory(), text_path="/payload/words", handle_path="/who")
    intake.retry(raw.pk, actor=None, now=timezone.now())

    raw.refresh_from_db()
    assert raw.disposition == Disposition.OPENED
    assert Message.objects.get().text == "一\n二"


def test_only_the_event_that_is_a_message_is_one(client, webhook):
    changed(webhook, UserFactory(), event_path="/type", event_value="message")
    post_webhook(client, webhook, webhook_body(type="typing"), message_id="m1")
    post_webhook(client, webhook, webhook_body(type="message"), message_id="m2")

    assert list(RawIntake.objects.order_by("seq").values_list("disposition", flat=True)) == [
        "rejected", "opened",
    ]  # fmt: skip


def test_the_same_id_at_two_connections_is_two_people(client, webhook):
    other = connected("webhook", name="Other", secret=OTHER_SECRET)
    post_webhook(client, webhook, webhook_body(**{"from": {"id": "u-1"}}))
    post_webhook(client, other, webhook_body(**{"from": {"id": "u-1"}}))

    assert Conversation.objects.count() == 2
    assert len(set(Conversation.objects.values_list("customer", flat=True))) == 2


def test_a_mail_address_that_somebody_typed_makes_nobody_somebody_else(client, webhook):
    """The platform proves the handle; what stands beside it proves nothing."""
    known = customer_with(email="mei@example.com")
    post_webhook(client, webhook, webhook_body())

    assert Conversation.objects.get().customer != known
