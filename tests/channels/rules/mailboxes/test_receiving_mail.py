"""One mail to several cases reaches each of them once, however servers deliver it."""

import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from channels.adapters.email import proofs
from channels.adapters.email.intake import exact_identity, proved_references
from channels.kinds import ChannelKind, Disposition
from channels.models import Conversation, Message, RawIntake, Submission
from channels.rules import intake
from channels.rules.mailboxes.receiving_mail import MOST_CONVERSATIONS, receive_mail
from channels.rules.monitoring import sweeping
from feedback_site.ledger.models import LedgerEvent
from tests.factories.channels import ChannelFactory, conversation_with
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
CARE = "care@feedback.example.com"


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.EMAIL)


@pytest.fixture
def cases(channel):
    """Two conversations of two customers."""
    return [conversation_with(f"p{number}@example.com", channel=channel) for number in range(2)]


def address(conversation):
    return proofs.reply_address(conversation.reference)


def mail(to=CARE, *, identifier="<1@example.com>", text="兩件都還沒好", subject="兩件", **headers):
    message = EmailMessage()
    message["From"] = "Mei <mei@example.com>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = identifier
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def deliver(channel, content, *envelope):
    """What a server hands over in one go; gives the new items, read."""
    trace = "".join(f"Delivered-To: {one}\r\n" for one in envelope).encode()
    received = receive_mail(
        channel=channel, mail=content, trace=trace, recipients=envelope, now=NOW
    )
    new = [one.raw for one in received if one.is_new]
    return [intake.account(raw.pk, now=NOW) for raw in new]


def told(*conversations):
    return [conversation.messages.count() for conversation in conversations]


def reached_both_once(channel, cases):
    assert told(*cases) == [1, 1]
    raws = list(RawIntake.objects.order_by("seq"))
    assert [raw.disposition for raw in raws] == [Disposition.APPENDED] * 2
    assert {raw.conversation_id for raw in raws} == {one.pk for one in cases}
    assert [raw.seq for raw in raws] == [1, 2]
    assert Conversation.objects.count() == 2
    assert sweeping.reconcile(now=NOW) == []
    for raw in raws:
        verbs = LedgerEvent.objects.filter(subject=f"intake:{raw.pk}").order_by("id")
        assert list(verbs.values_list("verb", flat=True)) == ["intake.received", "intake.accounted"]


def test_sent_blind_to_two_cases_at_once(channel, cases):
    assert len(deliver(channel, mail("undisclosed"), *map(address, cases))) == 2

    reached_both_once(channel, cases)


def test_sent_blind_to_two_cases_and_delivered_for_each_by_itself(channel, cases):
    content = mail("undisclosed")
    for one in cases:
        assert len(deliver(channel, content, address(one))) == 1

    reached_both_once(channel, cases)


@pytest.mark.parametrize("header", ["To", "Cc"])
def test_addressed_to_two_cases_and_fetched_from_a_mailbox(channel, cases, header):
    both = ", ".join(f"Case {n} <{address(one).upper()}>" for n, one in enumerate(cases))
    content = mail(both) if header == "To" else mail(Cc=both)

    assert len(deliver(channel, content)) == 2

    reached_both_once(channel, cases)


def test_addressed_to_one_and_sent_blind_to_another(channel, cases):
    content = mail(address(cases[0]))

    deliver(channel, content, address(cases[1]))

    reached_both_once(channel, cases)


def test_delivered_again_in_any_order_it_comes_once_to_each(channel, cases):
    first, second = map(address, cases)
    content = mail(f"{first}, {second}")
    for envelope in ((second,), (first,), (first, second), (second, first), ()):
        deliver(channel, content, *envelope)

    reached_both_once(channel, cases)


def test_another_content_under_the_same_message_id_comes_to_both_again(channel, cases):
    for text in ("one", "two"):
        deliver(channel, mail(text=text), *map(address, cases))

    assert told(*cases) == [2, 2]


def test_a_forged_second_address_is_nobody(channel, cases):
    forged = address(cases[1]).replace(".", ".a", 1).replace("a@", "@")

    deliver(channel, mail("undisclosed"), address(cases[0]), forged)

    assert told(*cases) == [1, 0]
    assert RawIntake.objects.count() == 1


def test_without_any_proof_it_begins_one_case(channel, cases):
    deliver(channel, mail(), CARE)
    deliver(channel, mail(), CARE)

    assert told(*cases) == [0, 0]
    assert RawIntake.objects.get().disposition == Disposition.OPENED


def test_to_us_in_general_and_blind_to_a_case_it_is_both(channel, cases):
    content = mail()
    deliver(channel, content, CARE)
    deliver(channel, content, address(cases[0]))

    assert told(*cases) == [1, 0]
    assert sorted(RawIntake.objects.values_list("disposition", flat=True)) == ["appended", "opened"]


def test_an_item_from_before_proofs_were_noted_is_not_taken_in_twice(channel, cases):
    content = mail(address(cases[0]))
    deliver(channel, content)
    RawIntake.objects.update(context={})

    assert deliver(channel, content, address(cases[0])) == []
    assert told(*cases) == [1, 0]


def test_a_mail_to_everything_is_stored_so_often_and_no_more(channel):
    many = [conversation_with(f"m{n}@example.com") for n in range(MOST_CONVERSATIONS + 5)]

    deliver(channel, mail("undisclosed"), *map(address, many))

    assert RawIntake.objects.count() == MOST_CONVERSATIONS
    assert sum(told(*many)) == MOST_CONVERSATIONS


def test_a_header_full_of_half_addresses_costs_the_door_little(cases):
    halves = "care+fb" * 40_000 + address(cases[0])
    content = f"X-Original-To: {halves}\r\n".encode() + mail("undisclosed")
    began = time.process_time()

    assert proved_references(content, ()) == (cases[0].reference,)
    assert time.process_time() - began < 0.5


def test_one_mail_to_two_mailboxes_of_ours_is_one_case(channel):
    other, content = ChannelFactory(kind=ChannelKind.EMAIL), mail("care@a.example, help@b.example")
    (first,) = deliver(channel, content)
    (second,) = deliver(
        other, b"Received: from x by y; Mon, 4 May 2026 09:00:00 +0000\r\n" + content
    )
    (forged,) = deliver(other, mail(text="another thing under the same Message-ID"))

    assert [one.disposition for one in (first, second, forged)] == ["opened", "duplicate", "opened"]
    assert second.conversation == first.conversation
    assert second.disposition_reason == f"same mail as {first.reference}"
    assert forged.conversation not in {first.conversation, None}
    assert Submission.objects.count() == Message.objects.count() == 2
    assert sweeping.reconcile(now=NOW) == []
    verbs = LedgerEvent.objects.filter(subject=f"intake:{second.pk}").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["intake.received", "intake.accounted"]


def test_one_answer_to_a_case_by_two_mailboxes_is_one_message_of_it(channel, cases):
    other, content = ChannelFactory(kind=ChannelKind.EMAIL), mail(address(cases[0]))
    for one in (channel, other):
        deliver(one, content)
    deliver(other, content, address(cases[1]))

    assert told(*cases) == [1, 1]
    assert sorted(RawIntake.objects.values_list("disposition", flat=True)) == [
        "appended", "appended", "duplicate",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "dispositions"),
    [
        ("nobody, vouched, vouched, nobody", ["opened", "appended", "duplicate", "duplicate"]),
        ("vouched, nobody, vouched", ["appended", "duplicate", "duplicate"]),
    ],
)
def test_of_copies_the_one_that_is_vouched_for_goes_to_its_case(order, dispositions):
    case = conversation_with("mei@example.com", channel=ChannelFactory(kind=ChannelKind.EMAIL))
    content = mail(
        subject=f"Re: [{case.reference}]",
        Authentication_Results="mx.example; dmarc=pass header.from=example.com",
    )
    found = []
    for vouches in order.split(", "):
        received = receive_mail(
            channel=ChannelFactory(kind=ChannelKind.EMAIL), mail=content, trace=b"", recipients=(),
            now=NOW, context={"checked_by": "mx.example"} if vouches == "vouched" else {},
        )  # fmt: skip
        found.append(intake.account(received[0].raw.pk, now=NOW))

    assert [raw.disposition for raw in found] == dispositions
    assert told(case) == [1]
    assert {raw.conversation == case for raw in found if raw.disposition == "appended"} == {True}


PHOTO = b"\xff\xd8 1"


def nameless(*, second=0, text="照片偏黃，要求重印", way="from mx1", as_base64=False, photo=PHOTO):
    """A mail of a program that writes no Message-ID, as one server or another hands it over."""
    message = EmailMessage()
    message["Received"] = way
    message["From"] = "Mei <mei@example.com>"
    message["Date"] = f"Mon, 04 May 2026 09:00:{second:02} +0000"
    message["Subject"] = "相片"
    message.set_content(text, cte="base64" if as_base64 else "quoted-printable")
    message.add_attachment(photo, maintype="image", subtype="jpeg", filename="a.jpg")
    content = message.as_bytes()
    return content.replace(b"\n", b"\r\n") if as_base64 else content


def arrive(channel, content, *, minutes=0):
    (received,) = receive_mail(
        channel=channel, mail=content, trace=b"", recipients=(),
        now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip
    return intake.account(received.raw.pk, now=NOW)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_mail_without_message_id_two_copies_are_one_case(channel, order):
    copies = nameless(), nameless(way="from mx2 by them", as_base64=True)
    mailboxes = channel, ChannelFactory(kind=ChannelKind.EMAIL)
    first, second = (arrive(mailboxes[at], copies[at], minutes=at * 30) for at in order)

    assert (first.disposition, second.disposition) == ("opened", "duplicate")
    assert second.conversation == first.conversation
    assert second.disposition_reason == f"same mail as {first.reference}"
    assert arrive(channel, nameless(way="from mx3 by us")).reference in {
        first.reference, second.reference,
    }  # fmt: skip
    assert Submission.objects.count() == 1
    assert sweeping.reconcile(now=NOW) == []


def test_without_message_id_whatever_is_not_the_same_is_a_case_of_its_own(channel):
    other = ChannelFactory(kind=ChannelKind.EMAIL)
    arrive(channel, nameless())

    told = [nameless(second=9), nameless(text="另一件事"), nameless(photo=b"\xff\xd8 2")]
    differ = [arrive(other, content) for content in told]
    # A clock that stands still: the same mail, a day later, in either mailbox; and that one once more.
    content = nameless(way="from mx9")
    later = [arrive(one, content, minutes=24 * 60) for one in (channel, other)]
    again = arrive(channel, content, minutes=25 * 60)

    assert {raw.disposition for raw in differ} == {"opened"}
    assert [raw.disposition for raw in later] == ["opened", "opened"]
    assert again == later[0]
    assert Submission.objects.count() == 6


def test_a_mail_kept_by_all_its_bytes_before_is_known_by_them(channel):
    content = nameless()
    raw = arrive(channel, content)
    RawIntake.objects.update(external_id=exact_identity(content))

    assert arrive(channel, content) == raw


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_a_copy_each_open_one_case():
    channels = [ChannelFactory(kind=ChannelKind.EMAIL) for _ in range(2)]
    named = [[mail(identifier=f"<{number}@example.com>")] * 2 for number in range(3)]
    unnamed = [[nameless(second=n, way=f"from mx{at}") for at in range(2)] for n in range(2)]
    for copies in (*named, *unnamed):
        at_once(2, lambda at, copies=copies: deliver(channels[at], copies[at]))

    assert sorted(RawIntake.objects.values_list("disposition", flat=True)) == (
        ["duplicate"] * 5 + ["opened"] * 5
    )
    assert Submission.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_the_same_moment_reach_each_once():
    channel = ChannelFactory(kind=ChannelKind.EMAIL)
    cases = [conversation_with(f"p{number}@example.com", channel=channel) for number in range(2)]
    content = mail("undisclosed")
    first, second = map(address, cases)
    orders = [(first, second), (second, first), (first,), (second,)]

    at_once(4, lambda at: deliver(channel, content, *orders[at]))

    reached_both_once(channel, cases)
