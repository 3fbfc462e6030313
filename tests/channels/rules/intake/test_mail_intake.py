"""Mail: what counts as proof, what machines write, and what comes twice."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from channels.adapters.email import proofs
from channels.adapters.email.intake import mail_identity
from channels.errors import AlreadyAccounted
from channels.kinds import ChannelKind, ContactKind, Disposition
from channels.mail_accounts import UNNAMED_EXCHANGE
from channels.models import ContactPoint, Conversation, Message, Outgoing, RawIntake, Submission
from channels.rules import intake
from channels.signals import message_received, submission_received
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
CUSTOMER = "mei@example.com"


@pytest.fixture
def channel():
    return ChannelFactory(kind=ChannelKind.EMAIL)


@pytest.fixture
def bells(django_capture_on_commit_callbacks):
    """Which bells ring while a mail is taken."""
    heard = []

    def hear(signal, sender, **_kwargs):
        heard.append(sender.__name__)

    for bell in (submission_received, message_received):
        bell.connect(hear, dispatch_uid="test", weak=False)
    yield heard
    for bell in (submission_received, message_received):
        bell.disconnect(dispatch_uid="test")


def mail(text="相片有刮痕", subject="相片", sender=CUSTOMER, **headers):
    message = EmailMessage()
    message["From"] = f"Mei <{sender}>"
    message["To"] = headers.pop("to", "care@feedback.example.com")
    message["Subject"] = subject
    message["Date"] = "Mon, 04 May 2026 09:00:00 +0000"
    message["Message-ID"] = headers.pop("message_id", "<1@example.com>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def take(channel, body, **more):
    return intake.take(
        channel=channel, body=body, content_type="message/rfc822", now=NOW,
        external_id=mail_identity(body), **more,
    )  # fmt: skip


def begun(channel):
    """A conversation that Mei began by mail."""
    return take(channel, mail(message_id="<first@example.com>")).conversation


def test_a_mail_begins_a_conversation(channel):
    raw = take(channel, mail())

    submission = Submission.objects.get()
    message = Message.objects.get()
    assert raw.disposition == Disposition.OPENED
    assert (submission.title, submission.text.strip()) == ("相片", "相片有刮痕")
    assert submission.captured_at == NOW  # whatever its sender's clock says
    assert message.mail_message_id == "<1@example.com>"
    point = ContactPoint.objects.get()
    assert (point.kind, point.value(), point.customer) == (
        ContactKind.EMAIL, CUSTOMER, submission.customer,
    )  # fmt: skip


def test_a_reply_to_our_signed_address_is_proof_whoever_sends_it(channel):
    conversation = begun(channel)
    address = proofs.reply_address(conversation.reference)
    raw = take(channel, mail(text="再補一張", sender="office@example.org", to=address))

    assert (raw.disposition, raw.conversation) == (Disposition.APPENDED, conversation)
    assert conversation.messages.count() == 2
    assert Conversation.objects.count() == 1


def test_the_envelope_is_read_where_the_header_hides_the_address(channel):
    conversation = begun(channel)
    address = proofs.reply_address(conversation.reference)
    raw = take(channel, mail(to="undisclosed"), context={"recipients": [address]})

    assert raw.conversation == conversation


def test_our_signed_message_id_is_proof(channel):
    conversation = begun(channel)
    ours = proofs.message_id(conversation.reference, "17")
    raw = take(channel, mail(In_Reply_To=ours, message_id="<2@example.com>"))

    assert (raw.disposition, raw.conversation) == (Disposition.APPENDED, conversation)


@pytest.mark.parametrize("what", ["address", "message id", "other id"])
def test_a_forged_proof_begins_a_case_of_its_own(channel, what):
    conversation = begun(channel)
    address = proofs.reply_address(conversation.reference)
    ours = proofs.message_id(conversation.reference, "17")
    forged = {
        "address": {"to": address.replace("@", "a@").replace(".a", ".b")},
        "message id": {"In_Reply_To": ours.replace(".17.", ".18.")},
        "other id": {"In_Reply_To": "<first@example.com>", "References": "<first@example.com>"},
    }[what]
    raw = take(channel, mail(sender="mallory@example.org", message_id="<3@example.org>", **forged))

    assert raw.disposition == Disposition.OPENED
    assert raw.conversation != conversation
    assert conversation.messages.count() == 1


CHECKED = {"checked_by": "mx.our.example"}
PASSED = "mx.our.example; dmarc=pass header.from=example.com"


def test_a_case_number_in_the_subject_counts_from_its_own_proved_customer(channel):
    conversation = begun(channel)
    body = mail(
        subject=f"Re: 相片 [{conversation.reference}]", message_id="<2@example.com>",
        Authentication_Results=PASSED,
    )  # fmt: skip
    raw = take(channel, body, context=CHECKED)

    assert (raw.disposition, raw.conversation) == (Disposition.APPENDED, conversation)


def test_a_case_number_counts_where_exchange_online_stands_above_its_own_door(channel):
    conversation = begun(channel)
    said = b"Authentication-Results: dmarc=pass action=none header.from=example.com;\r\n"
    door = b"Received: from mx (192.0.2.9) by AB1.mail.protection.outlook.com (10.1.1.1) with SMTP;\r\n"
    dispositions = []
    for number, head in ((2, said + door), (3, door + said)):
        body = mail(
            subject=f"Re: [{conversation.reference}]", message_id=f"<{number}@example.com>",
            X_MS_Exchange_Organization_AuthAs="Anonymous",
        )  # fmt: skip
        raw = take(channel, head + body, context={"checked_by": UNNAMED_EXCHANGE})
        dispositions.append((raw.disposition, raw.conversation == conversation))

    assert dispositions == [("appended", True), ("opened", False)]


@pytest.mark.parametrize("found", ["", "spf=none", "spf=softfail smtp.mailfrom=example.com"])
def test_a_case_number_in_the_subject_and_a_from_that_anybody_can_write_prove_nothing(
    channel, found
):
    conversation = begun(channel)
    told = {"Authentication_Results": f"mx.our.example; {found}"} if found else {}
    body = mail(subject=f"Re: [{conversation.reference}]", message_id="<2@example.com>", **told)
    raw = take(channel, body, context=CHECKED)

    assert (raw.disposition, raw.conversation == conversation) == (Disposition.OPENED, False)
    assert conversation.messages.count() == 1


def test_a_case_number_in_the_subject_counts_for_nobody_else(channel):
    conversation = begun(channel)
    raw = take(
        channel,
        mail(
            subject=f"Re: [{conversation.reference}]", sender="mallory@example.org", Cc=CUSTOMER,
            message_id="<2@example.org>",
            Authentication_Results="mx.our.example; dmarc=pass header.from=example.org",
        ),
        context=CHECKED,
    )  # fmt: skip

    assert raw.disposition == Disposition.OPENED
    assert conversation.messages.count() == 1


def test_a_sender_whom_our_server_found_forged_is_not_the_customer(channel):
    conversation = begun(channel)
    raw = take(
        channel,
        mail(
            subject=f"Re: [{conversation.reference}]", message_id="<2@example.com>",
            Authentication_Results=f"{PASSED}; spf=fail smtp.mailfrom=example.com",
        ),
        context=CHECKED,
    )  # fmt: skip

    assert raw.disposition == Disposition.OPENED
    assert conversation.messages.count() == 1


def test_somebody_in_cc_gets_no_way_in(channel):
    body = mail(Cc="friend@example.org", message_id="<first@example.com>")
    conversation = take(channel, body).conversation
    raw = take(
        channel,
        mail(
            subject=f"Re: [{conversation.reference}]", sender="friend@example.org",
            In_Reply_To="<first@example.com>", message_id="<4@example.org>",
        ),
    )  # fmt: skip

    assert raw.disposition == Disposition.OPENED
    assert conversation.messages.count() == 1


def test_the_same_mail_delivered_twice_is_one_item(channel):
    take(channel, b"Received: from a by b\r\n" + mail())
    again = take(channel, b"Received: from c by d\r\nX-Loop: 1\r\n" + mail())

    assert RawIntake.objects.get() == again
    assert Submission.objects.count() == 1


def test_two_bodies_under_one_message_id_are_two_items(channel):
    take(channel, mail(text="one"))
    take(channel, mail(text="two"))

    assert Submission.objects.count() == 2


def test_mails_without_message_id_or_date_are_told_apart_by_all_their_bytes():
    assert mail_identity(b"From: a\r\n\r\nx") == mail_identity(b"From: a\r\n\r\nx")
    assert mail_identity(b"From: a\r\n\r\nx") != mail_identity(b"X: 1\r\nFrom: a\r\n\r\nx")


def test_a_machine_answers_on_the_conversation_and_wakes_nobody(
    channel, bells, django_capture_on_commit_callbacks
):
    conversation = begun(channel)
    with django_capture_on_commit_callbacks(execute=True):
        raw = take(
            channel,
            mail(
                text="I am away", subject="Automatic reply: 相片",
                to=proofs.reply_address(conversation.reference), Auto_Submitted="auto-replied",
                message_id="<5@example.com>",
            ),
        )  # fmt: skip

    assert raw.disposition == Disposition.APPENDED
    message = conversation.messages.latest("id")
    assert (message.is_automatic, message.is_bounce) == (True, False)
    assert bells == []


@pytest.mark.parametrize(
    ("words", "head", "is_automatic"),
    [
        ("您好，您的邮件已收到，照片还是偏黄。", {}, False),
        ("您好，您的邮件已收到，我会尽快回复您。", {}, False),
        ("您好，您的邮件已收到，我会尽快回复您。", {"Auto_Submitted": "auto-replied"}, True),
    ],
)
def test_an_answer_to_us_is_a_persons_unless_more_than_its_words_tells(
    channel, bells, django_capture_on_commit_callbacks, words, head, is_automatic
):
    conversation = begun(channel)
    address = proofs.reply_address(conversation.reference)
    with django_capture_on_commit_callbacks(execute=True):
        take(channel, mail(text=words, to=address, message_id="<6@example.com>", **head))

    assert conversation.messages.latest("id").is_automatic == is_automatic
    assert bells == ([] if is_automatic else ["Message"])


def test_a_machine_without_a_thread_begins_a_case_that_says_so(channel):
    take(channel, mail(Auto_Submitted="auto-generated"))

    assert Message.objects.get().is_automatic


def bounce_of(reference, recipient, original=""):
    boundary = "=-b"
    return (
        "From: MAILER-DAEMON@mx.example.com\r\n"
        f"To: {proofs.reply_address(reference)}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b@mx.example.com>\r\n"
        "Return-Path: <>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        f"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\n\r\nx\r\n"
        f"--{boundary}--\r\n"
    ).encode()


def outgoing_to(conversation):
    original = proofs.message_id(conversation.reference, "9")
    return Outgoing.objects.create(
        conversation=conversation, contact_point=ContactPoint.objects.get(), template="received",
        language="zh-hant", dedup_key="x", created_at=NOW, due_at=NOW, mail_message_id=original,
    )  # fmt: skip


def test_a_bounce_marks_the_address_and_the_mail(channel, bells):
    conversation = begun(channel)
    row = outgoing_to(conversation)
    raw = take(channel, bounce_of(conversation.reference, CUSTOMER, row.mail_message_id))

    row.refresh_from_db()
    assert (raw.disposition, raw.conversation) == (Disposition.APPENDED, conversation)
    assert ContactPoint.objects.get().bounced_at == NOW
    assert row.last_error == "bounced"
    assert conversation.messages.latest("id").is_bounce


def test_a_bounce_for_somebody_else_silences_nobody(channel):
    conversation = begun(channel)
    other = take(
        channel, mail(sender="other@example.com", message_id="<o@example.com>")
    ).conversation
    take(channel, bounce_of(conversation.reference, "other@example.com"))

    assert not ContactPoint.objects.exclude(bounced_at=None).exists()
    assert other.messages.count() == 1


def test_a_bounce_of_a_mail_that_is_not_ours_is_rejected_with_its_reason(channel):
    body = bounce_of("FB-2222-2222", CUSTOMER).replace(b"care+", b"nobody+")
    raw = take(channel, body)

    raw.refresh_from_db()
    assert (raw.disposition, raw.disposition_reason) == (
        Disposition.REJECTED, "bounce of a mail that is not ours",
    )  # fmt: skip
    assert not Conversation.objects.exists()


QUOTED = (
    "I only got this back: your message could not be delivered to care@photo.example, 550 5.1.1."
)


def test_a_person_who_quotes_a_report_opens_a_case_and_is_no_machine(channel):
    conversation = begun(channel)
    raw = take(channel, mail(text=QUOTED, subject="Delivery failure", message_id="<q@example.com>"))
    on_thread = mail(
        text=QUOTED, subject="Delivery failure", message_id="<r@example.com>",
        to=proofs.reply_address(conversation.reference),
    )  # fmt: skip
    take(channel, on_thread)

    assert raw.disposition == Disposition.OPENED
    assert (
        list(Message.objects.values_list("is_automatic", "is_bounce").order_by("pk"))
        == [(False, False)] * 3
    )


def test_what_was_put_aside_is_opened_after_all_by_a_person_and_once(channel):
    body = bounce_of("FB-2222-2222", CUSTOMER).replace(b"care+", b"nobody+")
    raw, actor = take(channel, body), posted(Role.AGENT)

    taken_up = intake.open_after_all(raw.pk, actor=actor, now=NOW)

    assert (taken_up.disposition, taken_up.disposition_reason) == (Disposition.OPENED, "")
    assert Message.objects.values_list("is_automatic", "is_bounce").get() == (False, False)
    told = LedgerEvent.objects.filter(subject=f"intake:{raw.pk}").order_by("pk")
    assert list(told.values_list("verb", "actor"))[1:] == [
        ("intake.accounted", "customer"), ("intake.taken_up", f"user:{actor.pk}"),
        ("intake.accounted", "customer"),
    ]  # fmt: skip
    with pytest.raises(AlreadyAccounted):
        intake.open_after_all(raw.pk, actor=actor, now=NOW)
    assert Submission.objects.count() == 1


def test_a_mail_that_defeats_the_parser_waits_with_its_bytes(channel):
    raw = take(channel, b"\x00\xff" * 10)

    raw.refresh_from_db()
    assert raw.bytes() == b"\x00\xff" * 10
    assert raw.state in {"failed", "done"}
    assert raw.state == "done" or raw.error


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("相片印壞了,請重印", "zh-hant"), ("照片印坏了,请重印", "zh-hans"),
        ("My prints arrived torn and nobody answers", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_mail_is_heard_from_its_words(channel, text, language):
    conversation = take(channel, mail(text=text, subject="")).conversation

    assert (conversation.language, conversation.submission.language) == (language, language)
    assert conversation.customer.language == language
