"""The mail door, spoken to as mail servers speak."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import format_datetime

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from channels import smtp_door
from channels.adapters.email import proofs
from channels.kinds import ChannelKind, IntakeState
from channels.models import Channel, KeptMail, Message, RawIntake
from channels.rules.answers import writing
from channels.rules.outbox import delivery
from channels.smtp_door import is_ours
from feedback_site.embedded.home import PROJECT
from feedback_site.floods.gates import Gate
from tests.channels.mail_door import eventually, open_door
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
CARE = "care@feedback.example.com"
MAIL = (
    "From: Mei <mei@example.com>\r\nTo: care@feedback.example.com\r\nSubject: =?utf-8?b?55u454mH?=\r\n"
    "Message-ID: <{id}@mail.example>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
)


def mail(text="相片偏黃，請重印。", identifier="one"):
    return MAIL.format(text=text, id=identifier).encode()


@pytest.fixture(autouse=True)
def _mail_channel():
    if not Channel.objects.filter(kind=ChannelKind.EMAIL, is_active=True).exists():
        ChannelFactory(code="mail", kind=ChannelKind.EMAIL)


@pytest.fixture
def door():
    with open_door() as found:
        yield found


@pytest.fixture
def smtp(door):
    with smtplib.SMTP("127.0.0.1", door["port"], timeout=60) as client:
        client.ehlo()
        yield client


def test_a_mail_is_stored_before_250_and_read_after(smtp):
    code, words = send(smtp, mail())

    assert (code, words) == (250, b"2.0.0 Stored")
    raw = RawIntake.objects.get()
    assert raw.bytes().endswith(mail())
    assert (
        b"Return-Path: <mei@example.com>\r\nDelivered-To: care@feedback.example.com\r\n"
        in raw.bytes()
    )
    assert "mei@example.com" not in str(raw.context)
    eventually(lambda: RawIntake.objects.filter(state=IntakeState.DONE).exists())
    assert "相片偏黃" in Message.objects.get().text


def send(smtp, content, *, sender="mei@example.com", to=(CARE,)):
    assert smtp.mail(sender)[0] == 250
    for address in to:
        assert smtp.rcpt(address)[0] == 250
    return smtp.data(content)


@pytest.mark.parametrize("is_relay", [True, False])
def test_a_relay_of_ours_says_when_it_took_a_mail_and_who_checked_it(smtp, settings, is_relay):
    settings.MAIL_CHECKED_BY = "mx.our.example"
    settings.MAIL_RELAYS = ["127.0.0.1"] if is_relay else []
    taken = timezone.now().replace(microsecond=0) - timedelta(hours=2)
    head = f"Received: from a by mx.our.example; {format_datetime(taken)}\r\n".encode()

    send(smtp, head + b"Received: from z by a; Mon, 1 Jan 2001 00:00:00 +0000\r\n" + mail())

    raw = RawIntake.objects.get()
    assert raw.captured_at == (taken if is_relay else None)
    assert raw.context.get("checked_by", "") == ("mx.our.example" if is_relay else "")
    assert ("source" in raw.context) == (not is_relay)


def test_a_stranger_who_sends_too_much_is_put_off_and_a_relay_is_not(smtp, settings, monkeypatch):
    monkeypatch.setattr(smtp_door, "FROM_ONE", Gate(name="smtp", limit=2, seconds=10**9))
    settings.MAIL_RELAYS = []
    said = [send(smtp, mail(identifier=f"m{number}"))[0] for number in range(3)]
    settings.MAIL_RELAYS = ["127.0.0.1"]
    said.append(send(smtp, mail(identifier="m2"))[0])

    assert said == [250, 250, 451, 250]
    assert RawIntake.objects.count() == 3


def test_the_same_mail_sent_again_is_stored_once(smtp):
    for _ in range(3):
        assert send(smtp, mail())[0] == 250
    assert send(smtp, mail(text="another text, same id"))[0] == 250

    assert RawIntake.objects.count() == 2


def test_a_mail_sent_blind_to_two_cases_reaches_both(smtp):
    cases = [conversation_with(f"p{number}@example.com") for number in range(2)]
    addresses = [proofs.reply_address(one.reference) for one in cases]

    assert send(smtp, mail(), to=addresses)[0] == 250
    assert send(smtp, mail(), to=addresses[1:])[0] == 250

    assert RawIntake.objects.count() == 2
    eventually(lambda: RawIntake.objects.filter(state=IntakeState.DONE).count() == 2)
    assert [one.messages.count() for one in cases] == [1, 1]


@pytest.mark.parametrize(
    "address",
    ["someone@example.org", "care@feedback.example.com.evil.example", "care@evil.example", "care",
     "care%evil.example@other.example", '"care@feedback.example.com"@evil.example'],
)  # fmt: skip
def test_nobody_relays_through_us(smtp, address):
    smtp.mail("mei@example.com")

    code, _ = smtp.rcpt(address)

    assert code in {501, 550}
    assert smtp.data is not None
    assert smtp.docmd("DATA")[0] == 503
    assert not RawIntake.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["care@feedback.example.com", "CARE+x@Feedback.Example.COM", "x@feedback.example.com."],
)
def test_our_own_domain_in_any_spelling(address):
    assert is_ours(address)


def test_what_is_too_large_is_refused_before_and_after(smtp, monkeypatch):
    assert smtp.esmtp_features["size"] == str(40 * 1024 * 1024)
    code, _ = smtp.mail("mei@example.com", [f"SIZE={41 * 1024 * 1024}"])

    assert code == 552
    assert not RawIntake.objects.exists()


def test_what_turns_out_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("channels.smtp_door.MOST_BYTES", 2000)
    with open_door() as found, smtplib.SMTP("127.0.0.1", found["port"], timeout=60) as client:
        client.ehlo()
        assert send(client, mail(text="x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 100))[0] == 552
        assert send(client, mail())[0] == 250

    assert RawIntake.objects.count() == 1


def test_long_lines_of_careless_senders_are_taken(smtp):
    assert send(smtp, mail(text="x" * 200_000))[0] == 250
    assert RawIntake.objects.get().size > 200_000


def test_utf8_addresses_and_eight_bits(smtp):
    assert smtp.has_extn("smtputf8")
    assert smtp.has_extn("8bitmime")
    smtp.command_encoding = "utf-8"
    assert smtp.mail("陳@例子.example", ["SMTPUTF8", "BODY=8BITMIME"])[0] == 250
    assert smtp.rcpt(CARE)[0] == 250
    assert smtp.data(mail())[0] == 250

    assert "Return-Path: <陳@例子.example>".encode() in RawIntake.objects.get().bytes()


def test_a_bounce_has_no_sender(smtp):
    assert send(smtp, mail(), sender="")[0] == 250
    assert b"Return-Path: <>\r\n" in RawIntake.objects.get().bytes()


def test_a_hundred_recipients_are_enough(smtp):
    smtp.mail("mei@example.com")
    codes = [smtp.rcpt(f"care+{n}@feedback.example.com")[0] for n in range(101)]

    assert codes == [250] * 100 + [452]


def test_a_dialogue_cut_short_stores_nothing(door):
    with socket.create_connection(("127.0.0.1", door["port"]), timeout=60) as line:
        line.recv(1000)
        for said in (
            b"EHLO x\r\n",
            b"MAIL FROM:<a@b.example>\r\n",
            f"RCPT TO:<{CARE}>\r\n".encode(),
            b"DATA\r\n",
        ):
            line.sendall(said)
            line.recv(1000)
        line.sendall(mail()[:100])

    time.sleep(0.3)
    assert not RawIntake.objects.exists()


def test_a_line_feed_alone_ends_no_mail(door):
    """SMTP smuggling: what hides behind a bare "\\n.\\n" stays part of the one mail."""
    hidden = (
        b"\n.\nMAIL FROM:<care@feedback.example.com>\nRCPT TO:<care@feedback.example.com>\nDATA\n"
    )
    with smtplib.SMTP("127.0.0.1", door["port"], timeout=60) as client:
        client.ehlo()
        client.mail("mei@example.com")
        client.rcpt(CARE)
        client.docmd("DATA")
        client.send(mail()[:-2] + hidden + b"\r\n.\r\n")
        assert client.getreply()[0] == 250

    assert RawIntake.objects.count() == 1


def test_without_the_database_the_sender_keeps_the_mail(smtp):
    with refusing_connections():
        code, words = send(smtp, mail())

        assert (code, words[:5]) == (451, b"4.3.0")
        assert smtp.noop()[0] == 250
    assert not RawIntake.objects.exists()
    assert send(smtp, mail())[0] == 250
    assert RawIntake.objects.count() == 1


@contextmanager
def refusing_connections():
    """Let the test database take no connections, and end those it has; the suite's own comes back later."""
    database = connection.settings_dict
    connection.close()
    name = database["NAME"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_a_failure_nobody_thought_of_keeps_the_mail_with_its_sender(smtp):
    Channel.objects.filter(kind=ChannelKind.EMAIL).update(is_active=False)

    assert send(smtp, mail())[0] == 451
    assert not RawIntake.objects.exists()


def test_many_at_once(door):
    failed = []

    def one(number):
        try:
            with smtplib.SMTP("127.0.0.1", door["port"], timeout=60) as client:
                client.sendmail("mei@example.com", [CARE], mail(identifier=f"n{number}"))
        except (OSError, smtplib.SMTPException) as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(RawIntake.objects.values_list("seq", flat=True)) == list(range(1, 21))


def test_the_whole_way_round(smtp):
    """We write; the customer answers at the address we gave; the answer is on the same conversation."""
    conversation = conversation_with()
    writing.write_to_customer(
        conversation, text="請問尺寸？", author=UserFactory(), now=conversation.opened_at
    )
    delivery.sweep(now=conversation.opened_at, limit=1)
    ours = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    reply_to = ours["Reply-To"].addresses[0].addr_spec

    assert send(smtp, mail(text="4x6"), sender="other@example.com", to=(reply_to,))[0] == 250

    eventually(lambda: RawIntake.objects.filter(state=IntakeState.DONE).exists())
    raw = RawIntake.objects.get()
    assert (raw.disposition, raw.conversation) == ("appended", conversation)
    assert conversation.messages.get(direction="inbound").text.strip() == "4x6"


@pytest.mark.slow
def test_the_command_listens_and_stops(tmp_path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "feedback_site.settings.test"}
    command = [sys.executable, str(PROJECT / "manage.py"), "receive_smtp", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        port = int(line.rpartition(":")[2])
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            assert client.ehlo()[0] == 250
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    finally:
        process.kill()
        process.wait()
    assert settings.MAIL_DOMAIN in line
