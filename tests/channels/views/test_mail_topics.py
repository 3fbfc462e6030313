"""Mail by a topic: only the topic's own certificate is believed, and only the topic itself is confirmed."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from channels.adapters.email import bucket_mail, topics
from channels.errors import WrongAccount
from channels.kinds import AccountKind
from channels.models import Channel, Message, RawIntake
from channels.rules.connections import connecting
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels import buckets
from tests.channels.servers import serving
from tests.channels.topics import TOPIC, FakeTopic
from tests.channels.views.test_mail_webhook import MAIL
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
OTHER = TOPIC.replace("care-mail", "other")


def made(**values):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.MAIL_WEBHOOK, name="ses", actor=None,
        now=NOW, values={"service": "ses", "topic": TOPIC, **values},
    )  # fmt: skip


@pytest.fixture
def topic(settings):
    platform = FakeTopic()
    topics._certificate.cache_clear()
    with serving(platform) as server:
        settings.SNS_URL = server.url
        platform.server = server
        yield platform


@pytest.fixture
def post(client, topic):
    account = made()
    address = reverse("channels:mail_webhook", args=[account.public_id])

    def posting(body):
        account.refresh_from_db()
        return client.post(address, body, content_type="text/plain; charset=UTF-8").status_code

    posting.account = account
    return posting


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_published_mail_arrives_once_byte_by_byte(post, topic, version):
    body = topic.publishes(MAIL, recipients=["care@feedback.example.com"], version=version)

    assert [post(body), post(body)] == [200, 200]

    head = b"Delivered-To: care@feedback.example.com\r\n"
    assert RawIntake.objects.get().bytes() == head + MAIL
    assert Message.objects.get().text == "请重印，谢谢。"
    # A certificate is fetched once.
    assert len(topic.server.asked) == 1


def test_the_topic_is_confirmed_and_that_is_written_down(post, topic):
    assert post(topic.asks()) == 200

    assert topic.confirmed == ["tok-1"]
    event = LedgerEvent.objects.get(verb="account.topic_confirmed")
    assert event.subject == f"account:{post.account.pk}"
    post.account.refresh_from_db()
    assert post.account.worked_at is not None
    assert not RawIntake.objects.exists()


def test_what_is_no_mail_is_taken_and_left(post, topic):
    assert (
        post(topic.says("Notification", '{"notificationType": "AMAZON_SES_SETUP_NOTIFICATION"}'))
        == 200
    )

    assert not RawIntake.objects.exists()


def stranger():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    "body",
    [
        lambda topic: topic.publishes(MAIL, sign=stranger()),
        lambda topic: topic.publishes(MAIL).replace("Amazon SES", "Amazon 5ES"),
        lambda topic: topic.publishes(MAIL, TopicArn=OTHER),
        lambda topic: topic.publishes(MAIL, Type="Other"),
        lambda topic: topic.publishes(MAIL, SigningCertURL="https://sns.evil.example/SimpleNotificationService-1.pem"),
        lambda topic: topic.publishes(MAIL, SigningCertURL=f"{topic.server.url}.evil.example/x.pem"),
        lambda topic: topic.publishes(MAIL, SigningCertURL=f"{topic.server.url}/../own.pem"),
        lambda topic: topic.asks(SubscribeURL="https://evil.example/?Action=ConfirmSubscription"),
        lambda topic: topic.asks(SubscribeURL=f"{topic.server.url}@evil.example/?Action=ConfirmSubscription"),
        lambda topic: topic.asks(
            SubscribeURL=f"{topic.server.url}/?Action=ConfirmSubscription&TopicArn={OTHER}&Token=t"
        ),
        lambda topic: topic.asks(SubscribeURL=f"{topic.server.url}/?Action=DeleteTopic&TopicArn={TOPIC}"),
        lambda topic: "[]",
        lambda topic: "no json",
    ],
)  # fmt: skip
def test_a_stranger_leaves_nothing_and_sends_us_nowhere(post, topic, body):
    assert post(body(topic)) == 403

    assert not RawIntake.objects.exists()
    assert topic.confirmed == []
    assert {asked.path for asked in topic.server.asked} <= {
        "/SimpleNotificationService-0123456789abcdef.pem"
    }


def test_an_old_certificate_proves_nothing(post, topic):
    topic.days = -1

    assert post(topic.publishes(MAIL)) == 403


def test_a_service_that_is_away_is_asked_again_later(post, topic, settings):
    body = topic.publishes(MAIL)
    topic.server.answer = lambda _asked: type(
        "S", (), {"status": 500, "body": b"", "headers": {}}
    )()

    assert post(body) == 503
    assert not RawIntake.objects.exists()

    topic.server.answer = topic
    assert post(body) == 200


@pytest.fixture
def bucket(settings, post):
    with buckets.serving() as server:
        settings.SES_BUCKET_URL = f"http://127.0.0.1:{server.server_address[1]}"
        post.account.values |= {"bucket": buckets.NAME, "bucket_key": buckets.KEY}
        post.account.write_secrets({"bucket_secret": buckets.SECRET})
        post.account.save()
        yield server


def put_into(topic, bucket=buckets.NAME):
    action = {"type": "S3", "bucketName": bucket, "objectKey": "mail/1", "topicArn": TOPIC}
    receipt = {"recipients": ["care@feedback.example.com"], "action": action}
    message = {"notificationType": "Received", "receipt": receipt}
    return topic.says("Notification", json.dumps(message))


def test_a_large_mail_is_fetched_from_its_bucket(post, topic, bucket, monkeypatch):
    body = put_into(topic)
    assert post(body) == 503
    bucket.objects["mail/1"] = (MAIL, datetime.now(UTC))
    monkeypatch.setattr(bucket_mail, "MOST_BYTES", len(MAIL) - 1)
    assert post(body) == 503
    assert not RawIntake.objects.exists()
    monkeypatch.undo()

    assert [post(body), post(body)] == [200, 200]

    head = b"Delivered-To: care@feedback.example.com\r\n"
    assert RawIntake.objects.get().bytes() == head + MAIL
    post.account.refresh_from_db()
    assert post.account.failures == 0


def test_no_other_bucket_is_read_and_a_bucket_that_is_away_is_asked_later(post, topic, bucket):
    bucket.objects["mail/1"] = (MAIL, datetime.now(UTC))
    assert post(put_into(topic, "another")) == 503
    assert bucket.asked == []
    bucket.fails = 9
    assert post(put_into(topic)) == 503

    post.account.refresh_from_db()
    assert (post.account.failures, RawIntake.objects.exists()) == (2, False)


@pytest.mark.parametrize(
    ("arn", "home"),
    [
        ("arn:aws:sns:ap-northeast-1:123456789012:m", "https://sns.ap-northeast-1.amazonaws.com"),
        ("arn:aws-cn:sns:cn-north-1:123456789012:m", "https://sns.cn-north-1.amazonaws.com.cn"),
        ("arn:aws:sns:evil.example/:123456789012:m", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_topic_has_its_home_in_its_region(arn, home):
    assert topics.home_of(arn) == home


def test_the_form_asks_for_what_the_service_needs(client):
    client.force_login(posted(Role.ADMINISTRATOR))
    address = reverse("admin:channels_channelaccount_add") + "?kind=mail_webhook"
    mail = Channel.objects.get(code="mail").pk
    given = {"name": "m", "channel": mail, "is_active": "on", "secret": "", "topic": ""}

    for service, field in (("ses", "topic"), ("mailgun", "secret")):
        answer = client.post(address, {**given, "service": service})
        assert list(answer.context["adminform"].form.errors) == [field]
    assert client.post(address, {**given, "service": "ses", "topic": TOPIC}).status_code == 302


def test_the_rule_refuses_a_topic_that_is_missing():
    with pytest.raises(WrongAccount):
        made(topic="")
