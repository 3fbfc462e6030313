"""Our acknowledgements are no mail bomb: counted by victim and by source."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from channels.kinds import ChannelKind, OutboxState
from channels.models import KeptMail, Outgoing
from channels.rules import delivery, intake, writing
from channels.rules.throttling import ACKNOWLEDGEMENTS_BY_ONE, ACKNOWLEDGEMENTS_TO_ONE, DAY, HOUR
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def tell(conversation, key, *, now=NOW, template="received"):
    row = delivery.tell_customer(conversation, template=template, dedup_key=key, now=now)
    return delivery.deliver(row.pk, now=now)


def states():
    return [
        state.value
        for state in map(
            OutboxState, Outgoing.objects.order_by("id").values_list("state", flat=True)
        )
    ]


def test_one_address_gets_five_acknowledgements_in_an_hour():
    conversation = conversation_with()

    for number in range(50):
        tell(conversation, str(number))

    assert states() == ["sent"] * 5 + ["held"] * 45
    assert KeptMail.objects.count() == 5


def test_and_twenty_in_a_day():
    conversation = conversation_with()

    for number in range(60):
        tell(conversation, str(number), now=NOW + number * timedelta(minutes=20))

    assert states().count("sent") == ACKNOWLEDGEMENTS_TO_ONE[DAY]
    assert tell(conversation, "next day", now=NOW + timedelta(hours=30)).state == OutboxState.SENT


def test_others_are_not_held_back_with_them():
    for number in range(10):
        assert (
            tell(conversation_with(f"p{number}@example.com"), str(number)).state == OutboxState.SENT
        )


def test_a_persons_answer_goes_out_whatever_was_sent_before():
    conversation = conversation_with()
    for number in range(10):
        tell(conversation, str(number))

    writing.write_to_customer(conversation, text="我們會重印。", author=UserFactory(), now=NOW)

    assert (
        delivery.deliver(Outgoing.objects.get(template="answered").pk, now=NOW).state
        == OutboxState.SENT
    )


def test_no_kind_of_notice_is_endless():
    conversation = conversation_with()

    for number in range(40):
        tell(conversation, str(number), template="in_progress")

    assert states() == ["sent"] * 30 + ["held"] * 10


def test_one_source_cannot_write_to_the_whole_world():
    channel = ChannelFactory(kind=ChannelKind.WEB)
    for number in range(ACKNOWLEDGEMENTS_BY_ONE[HOUR] + 5):
        submission = submit(channel, number, source="ab" * 16)
        tell(submission.conversation, str(number))
    other = submit(channel, 1000, source="cd" * 16)

    assert states() == ["sent"] * ACKNOWLEDGEMENTS_BY_ONE[HOUR] + ["held"] * 5
    assert tell(other.conversation, "other").state == OutboxState.SENT


def test_a_shops_counter_is_no_source():
    channel = ChannelFactory(kind=ChannelKind.COUNTER)
    for number in range(ACKNOWLEDGEMENTS_BY_ONE[HOUR] + 5):
        tell(submit(channel, number, source="ab" * 16).conversation, str(number))

    assert set(states()) == {"sent"}


def submit(channel, number, *, source):
    body = f"text=colour+off&email=p{number}@example.com&language=en".encode()
    raw = intake.take(
        channel=channel, body=body, content_type="application/x-www-form-urlencoded", now=NOW,
        context={"source": source, "language": "en", "notice_version": "1"},
    )  # fmt: skip
    raw.refresh_from_db()
    assert raw.disposition == "opened", raw.error
    return raw.submission


def test_the_senders_words_are_not_echoed():
    body = "text=Buy+at+evil.example&name=Visit+evil.example&email=victim@example.com"
    raw = intake.take(
        channel=ChannelFactory(kind=ChannelKind.WEB), body=body.encode(), now=NOW,
        content_type="application/x-www-form-urlencoded", context={"notice_version": "1"},
    )  # fmt: skip

    tell(raw.submission.conversation, "one")

    mail = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    whole = mail.as_string() + "".join(
        part.get_content() for part in mail.walk() if not part.is_multipart()
    )
    assert "evil" not in whole
