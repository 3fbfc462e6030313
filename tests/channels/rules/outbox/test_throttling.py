"""Our acknowledgements are no mail bomb: counted by victim and by source."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from channels.kinds import ChannelKind, OutboxState
from channels.letters import TEMPLATES, is_caused_from_outside
from channels.models import KeptMail, Outgoing, Submission
from channels.rules import intake
from channels.rules.answers import writing
from channels.rules.outbox import delivery
from channels.rules.outbox.throttling import (
    ACKNOWLEDGEMENTS_BY_ONE,
    ACKNOWLEDGEMENTS_TO_ONE,
    DAY,
    HOUR,
)
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory
from tests.side_by_side import at_once

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


@pytest.mark.parametrize(
    "spellings",
    [
        ("mei@example.com", "mei+a@example.com", "mei+b+c@example.com"),
        ("mei.lin@gmail.com", "meilin@googlemail.com", "m.e.i.lin+x@gmail.com"),
    ],
)
def test_one_mailbox_is_one_victim_however_it_is_spelled(spellings):
    conversations = [conversation_with(spelling) for spelling in spellings]
    for number in range(12):
        tell(conversations[number % len(spellings)], str(number))

    assert states() == ["sent"] * 5 + ["held"] * 7


def test_mailboxes_that_only_look_alike_are_two():
    conversations = [conversation_with(f"m{dot}ei@example.com") for dot in (".", "")]
    for number in range(10):
        tell(conversations[number % 2], str(number))

    assert set(states()) == {"sent"}


def test_one_victim_is_counted_over_all_channels():
    """The same address, by form, counter, mail and partner: five letters, whoever carried them in."""
    kinds = (ChannelKind.WEB, ChannelKind.COUNTER, ChannelKind.PHONE)
    for number in range(12):
        channel = ChannelFactory(kind=kinds[number % len(kinds)])
        body = f"text=colour+off+{number}&email=mei%2B{number}@example.com".encode()
        raw = intake.take(
            channel=channel, body=body, content_type="application/x-www-form-urlencoded", now=NOW,
            context={"source": f"{number:032}", "language": "en", "notice_version": "1"},
        )  # fmt: skip
        tell(raw.submission.conversation, str(number))

    assert states() == ["sent"] * 5 + ["held"] * 7


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_take_the_last_place_both():
    rows = [
        delivery.tell_customer(
            conversation_with(f"mei+{number}@example.com"), template="received",
            dedup_key=str(number), now=NOW,
        ).pk
        for number in range(16)
    ]  # fmt: skip

    at_once(4, lambda n: [delivery.deliver(pk, now=NOW) for pk in rows[n::4]])

    assert sorted(states()) == ["held"] * 11 + ["sent"] * 5


def test_a_try_that_failed_takes_no_place():
    conversation = conversation_with()
    rows = [
        delivery.tell_customer(conversation, template="received", dedup_key=str(n), now=NOW)
        for n in range(6)
    ]
    Outgoing.objects.filter(pk=rows[0].pk).update(victim="ab" * 16, leased_until=None, attempts=1)

    for row in rows[1:]:
        delivery.deliver(row.pk, now=NOW)

    assert states() == ["pending"] + ["sent"] * 5


def test_what_anybody_can_make_us_send_holds_nothing_that_they_said():
    caused = {name: values for name, values in TEMPLATES.items() if is_caused_from_outside(name)}

    assert caused == {
        "received": frozenset({"by", "ledger_number", "ledger_head", "notice"}),
        "sign_in_code": frozenset({"pin"}),
    }


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


def test_who_chats_is_the_same_source_as_who_fills_in_the_form():
    source, sources = "ab" * 16, []
    for number, kind in enumerate([ChannelKind.WEB, ChannelKind.CHAT, ChannelKind.COUNTER]):
        talk = submit(ChannelFactory(kind=ChannelKind.WEB), number, source=source).conversation
        Submission.objects.filter(conversation=talk).update(channel=ChannelFactory(kind=kind))
        sources.append(tell(talk, kind).source)

    assert sources[0] == sources[1] != sources[2] == ""


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
