"""What happens when two do the same at the same moment."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client

from channels.errors import AlreadyAccounted
from channels.kinds import ChannelKind, ContactKind, Disposition
from channels.models import (
    Channel,
    ChannelCounter,
    ContactPoint,
    Conversation,
    Customer,
    CustomerPreference,
    IdempotencyRecord,
    RawIntake,
    Submission,
)
from channels.rules import intake
from channels.rules.customers.preferring import Likes, note_likes
from channels.rules.monitoring import sweeping
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy import sealing
from tests.factories.channels import (
    UNREADABLE,
    ChannelFactory,
    PartnerFactory,
    customer_with,
    partner_key,
)
from tests.factories.organisation import StoreFactory, UserFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def take(channel, body=b"text=Torn", **more):
    return intake.take(channel=channel, body=body, content_type=FORM, now=NOW, **more)


def test_numbers_have_no_gap_and_no_repeat_under_four_threads():
    channel = ChannelFactory()
    at_once(4, lambda _n: [take(channel) for _ in range(10)])

    numbers = sorted(RawIntake.objects.values_list("seq", flat=True))
    assert numbers == list(range(1, 41))
    assert ChannelCounter.objects.get().last_seq == 40
    assert Conversation.objects.count() == 40
    assert sweeping.reconcile(now=NOW + timedelta(hours=1)) == []


def test_a_source_that_sends_one_item_twice_at_once_has_sent_one():
    channel = ChannelFactory()
    taken = at_once(4, lambda _n: take(channel, external_id="mail:1").pk)

    raw = RawIntake.objects.get()
    assert set(taken) == {raw.pk}
    assert (Submission.objects.count(), ChannelCounter.objects.get().last_seq) == (1, 1)
    subjects = LedgerEvent.objects.filter(subject=f"intake:{raw.pk}", verb="intake.received")
    assert subjects.count() == 1


def test_two_who_take_up_one_item_at_once_open_one_case():
    raw, actor = take(ChannelFactory(kind=UNREADABLE)), UserFactory()
    intake.dismiss(raw.pk, disposition=Disposition.SPAM, reason="x", actor=actor, now=NOW)
    Channel.objects.filter(pk=raw.channel_id).update(kind=ChannelKind.WEB)

    def take_up(_n):
        try:
            return intake.open_after_all(raw.pk, actor=actor, now=NOW).disposition
        except AlreadyAccounted as error:
            return error.code

    assert sorted(at_once(2, take_up)) == ["already_accounted", "opened"]
    assert Submission.objects.count() == 1


def test_parallel_twins_with_one_idempotency_key_are_one_submission():
    key = partner_key(PartnerFactory())
    body = json.dumps({"text": "Torn", "customer": {"email": "a@example.com"}})

    def call(_n):
        response = Client().post(
            "/api/v1/submissions/", body, content_type="application/json",
            headers={"Authorization": key, "Idempotency-Key": "k"},
        )  # fmt: skip
        return response.status_code, response.content

    answers = at_once(4, call)

    assert {status for status, _ in answers} <= {201, 409}
    good = {content for status, content in answers if status == 201}
    assert len(good) == 1
    assert json.loads(good.pop())["reference"] == RawIntake.objects.get().reference
    assert (Submission.objects.count(), IdempotencyRecord.objects.count()) == (1, 1)


def test_two_first_items_of_one_person_make_one_customer():
    channel = ChannelFactory()
    for round_number in range(5):
        email = f"new{round_number}%40example.com"
        raws = at_once(2, lambda n, e=email: take(channel, f"text=Torn{n}&email={e}".encode()))
        assert [raw.state for raw in raws] == ["done", "done"]

    assert (Customer.objects.count(), ContactPoint.objects.count()) == (5, 5)
    assert Submission.objects.count() == 10


def test_what_is_stored_is_acknowledged_even_when_reading_it_must_wait():
    """Somebody holds the customer's address in an open transaction: reading gives up, nothing is lost."""
    channel = ChannelFactory()
    email, ready, done = "held@example.com", Barrier(2), Barrier(2)

    def hold():
        customer = Customer.objects.create(wrapped_key=sealing.new_key(), first_seen_at=NOW)
        point = ContactPoint(customer=customer, kind=ContactKind.EMAIL, created_at=NOW)
        point.write(customer.wrapped_key, email)
        with transaction.atomic():
            point.save()
            ready.wait(60)
            done.wait(60)
            transaction.set_rollback(True)

    def work(n):
        if n:
            return hold()
        ready.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        raw = take(channel, f"text=Torn&email={email}".encode())
        done.wait(60)
        return raw

    raw = at_once(2, work)[0]
    assert (raw.state, raw.seq) == ("stored", 1)
    assert not Submission.objects.exists()

    assert sweeping.sweep_left_behind(now=NOW + timedelta(minutes=1), limit=10) == 1
    assert Submission.objects.get().raw_id == raw.pk


def test_a_sweep_and_a_person_reading_one_item_at_once_open_one_case():
    channel = ChannelFactory(kind=ChannelKind.WEB)
    raws = [
        intake.receive(channel=channel, body=b"text=Torn", content_type=FORM, now=NOW).raw
        for _ in range(5)
    ]

    def work(n):
        if n:
            return sweeping.sweep_left_behind(now=NOW + timedelta(hours=1), limit=10)
        return [intake.account(raw.pk, now=NOW) for raw in raws]

    at_once(3, work)

    assert set(RawIntake.objects.values_list("state", "disposition")) == {("done", "opened")}
    assert (Submission.objects.count(), Conversation.objects.count()) == (5, 5)
    assert sweeping.reconcile(now=NOW + timedelta(hours=1)) == []


def test_two_who_note_what_one_customer_likes_at_once_leave_one_note():
    customer, clerk = customer_with(phone="0912345678"), posted(Role.CLERK, store=StoreFactory())

    def note(number):
        likes = Likes(way="phone", time="", language="en", words=f"matte, border of {number} mm")
        return note_likes(customer.pk, likes, actor=clerk, now=NOW).words()

    said = at_once(2, note)

    assert CustomerPreference.objects.get().words() in said
    assert LedgerEvent.objects.filter(verb="customer.likes_noted").count() == 2
