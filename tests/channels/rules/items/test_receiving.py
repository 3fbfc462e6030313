"""Storing an item first."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from channels.kinds import ChannelKind, IntakeState
from channels.models import Channel, ChannelCounter, IdempotencyRecord, RawIntake
from channels.references import read_reference
from channels.rules import intake
from channels.rules.items import receiving
from feedback_site.ledger.canonical import body_bytes, commitment
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from tests.factories.channels import ChannelFactory, PartnerFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def receive(channel, body=b"a=1", **more):
    return intake.receive(
        channel=channel,
        body=body,
        content_type="application/x-www-form-urlencoded",
        now=NOW,
        **more,
    )


def test_an_item_is_stored_as_it_came_sealed_and_with_its_hash():
    received = receive(ChannelFactory(), body=b"text=\xe7\x9b\xb8\x00")

    raw = RawIntake.objects.get(pk=received.raw.pk)
    assert received.is_new
    assert raw.bytes() == b"text=\xe7\x9b\xb8\x00"
    assert b"\xe7\x9b\xb8" not in bytes(raw.body)
    assert bytes(raw.sha256) == hashlib.sha256(b"text=\xe7\x9b\xb8\x00").digest()
    assert (raw.size, raw.state, raw.seq) == (9, IntakeState.STORED, 1)
    assert read_reference(raw.reference) == raw.reference


def test_each_channel_numbers_its_own_items():
    one, two = ChannelFactory(), ChannelFactory()

    numbers = [receive(channel).raw.seq for channel in (one, two, one, one)]

    assert numbers == [1, 1, 2, 3]
    assert ChannelCounter.objects.get(channel=one).last_seq == 3
    assert ChannelCounter.objects.get(channel=one).last_received_at == NOW


def test_the_ledger_holds_hash_and_number_and_nothing_of_the_text():
    channel = ChannelFactory()
    raw = receive(channel, body=b"text=secret", context={"clerk": 7}).raw

    event = LedgerEvent.objects.get(subject=f"intake:{raw.pk}")
    body = json.loads(bytes(LedgerContent.objects.get(event_id=event.pk).body))
    assert (event.verb, event.actor) == ("intake.received", "user:7")
    assert body == {
        "channel": channel.code,
        "seq": 1,
        "sha256": hashlib.sha256(b"text=secret").hexdigest(),
        "size": 11,
        "reference": raw.reference,
    }


def test_an_item_that_its_source_sends_again_is_the_same_item():
    channel = ChannelFactory()
    first = receive(channel, external_id="mail:1")
    again = receive(channel, body=b"other", external_id="mail:1")

    assert (again.is_new, again.raw.pk) == (False, first.raw.pk)
    assert RawIntake.objects.count() == 1
    assert ChannelCounter.objects.get(channel=channel).last_seq == 1
    assert LedgerEvent.objects.filter(verb="intake.received").count() == 1


def test_the_same_id_on_another_channel_is_another_item():
    assert receive(ChannelFactory(), external_id="7").is_new
    assert receive(ChannelFactory(), external_id="7").is_new


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch):
    channel = ChannelFactory()
    taken = receive(channel).raw.reference
    draws = iter([taken, taken, "FB-2222-2222"])
    monkeypatch.setattr(receiving, "new_reference", lambda: next(draws))

    received = receive(channel)

    assert (received.raw.reference, received.raw.seq) == ("FB-2222-2222", 2)


def test_an_item_that_is_rolled_back_leaves_no_gap():
    channel = ChannelFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        receive(channel)
        1 / 0  # noqa: B018

    assert receive(channel).raw.seq == 1


def test_a_key_belongs_to_its_request():
    partner = PartnerFactory()
    key = receiving.Idempotency(partner_id=partner.pk, key="k", fingerprint=b"a" * 32)
    raw = receive(partner.channel, idempotency=key).raw

    assert IdempotencyRecord.objects.get(partner=partner, key="k").raw_id == raw.pk
    with pytest.raises(receiving.KeyInUse):
        receive(partner.channel, idempotency=key)
    other = receiving.Idempotency(partner_id=partner.pk, key="k", fingerprint=b"b" * 32)
    with pytest.raises(receiving.KeyReused):
        receive(partner.channel, idempotency=other)
    assert RawIntake.objects.count() == 1


def test_another_partner_may_use_the_same_key():
    for partner in (PartnerFactory(), PartnerFactory()):
        key = receiving.Idempotency(partner_id=partner.pk, key="k", fingerprint=b"a" * 32)
        assert receive(partner.channel, idempotency=key).is_new


def test_what_the_statement_tells_the_ledger_can_be_proved():
    raw = receive(ChannelFactory()).raw

    event = LedgerEvent.objects.get(subject=f"intake:{raw.pk}")
    content = LedgerContent.objects.get(event_id=event.pk)
    salt, body = bytes(content.salt), bytes(content.body)
    assert body == body_bytes(json.loads(body))
    assert commitment(salt, body) == bytes(event.commitment)
    assert event.recomputed_leaf() == bytes(event.leaf)


def test_a_refused_statement_spoils_nothing_before_it():
    channel = ChannelFactory()
    receive(channel, external_id="1")
    with transaction.atomic():
        other = ChannelFactory()
        assert not receive(channel, external_id="1").is_new

    assert Channel.objects.filter(pk=other.pk).exists()


def test_storing_takes_one_statement(statements):
    channel = ChannelFactory(kind=ChannelKind.PARTNER)
    receive(channel)
    with statements(1):
        receive(channel)
