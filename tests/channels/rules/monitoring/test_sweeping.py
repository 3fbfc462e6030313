"""Sweeps and reconciliation."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from channels.kinds import Disposition, IntakeState
from channels.models import ChannelCounter, Message, RawIntake, Submission
from channels.rules import intake
from channels.rules.monitoring import sweeping
from tests.factories.channels import ChannelFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=20)


def receive(channel, body=b"text=Torn"):
    return intake.receive(
        channel=channel, body=body, content_type="application/x-www-form-urlencoded", now=NOW
    ).raw


def test_an_item_left_behind_is_read_once_its_door_had_its_time():
    raw = receive(ChannelFactory())

    assert sweeping.sweep_left_behind(now=NOW + timedelta(seconds=9), limit=10) == 0
    assert not Submission.objects.exists()
    assert sweeping.sweep_left_behind(now=LATER, limit=10) == 1
    assert sweeping.sweep_left_behind(now=LATER, limit=10) == 0

    raw.refresh_from_db()
    assert (raw.disposition, raw.accounted_at) == (Disposition.OPENED, LATER)
    assert Submission.objects.count() == 1


def test_a_sweep_keeps_to_its_limit_and_begins_with_the_least_tried():
    channel = ChannelFactory()
    tried, fresh = receive(channel), receive(channel)
    RawIntake.objects.filter(pk=tried.pk).update(attempts=1)

    assert sweeping.sweep_left_behind(now=LATER, limit=1) == 1
    assert Submission.objects.get().raw_id == fresh.pk


def test_an_item_that_keeps_killing_its_reader_is_put_before_a_person():
    raw = receive(ChannelFactory())
    RawIntake.objects.update(attempts=sweeping.MOST_ATTEMPTS)

    assert sweeping.sweep_left_behind(now=LATER, limit=10) == 0

    raw.refresh_from_db()
    assert (raw.state, raw.error) == (IntakeState.FAILED, "Given up after 5 tries")
    assert not Submission.objects.exists()


def test_all_is_well_after_ordinary_work():
    for channel in (ChannelFactory(), ChannelFactory()):
        for _ in range(3):
            intake.account(receive(channel).pk, now=NOW)

    assert sweeping.reconcile(now=LATER) == []


def test_an_item_without_disposition_rings_the_alarm(caplog):
    channel = ChannelFactory()
    raw = receive(channel)

    assert sweeping.reconcile(now=NOW) == []
    with caplog.at_level(logging.ERROR):
        findings = sweeping.reconcile(now=LATER)

    expected = sweeping.Finding(
        code="left_stored", channel=channel.code, subject=f"intake:{raw.pk}"
    )
    assert findings == [expected]
    assert f"left_stored on {channel.code}" in caplog.text


def test_missing_numbers_are_named():
    channel = ChannelFactory()
    for _ in range(5):
        intake.account(receive(channel).pk, now=NOW)
    RawIntake.objects.filter(seq=2).update(seq=12)
    ChannelCounter.objects.filter(channel=channel).update(last_seq=13)

    found = [(f.code, f.channel, f.subject) for f in sweeping.reconcile(now=LATER)]

    assert found == [
        ("gap", channel.code, "2-2"), ("gap", channel.code, "6-11"), ("gap", channel.code, "13-13"),
    ]  # fmt: skip


def test_a_disposition_without_its_row_is_found():
    channel = ChannelFactory()
    raw = intake.account(receive(channel).pk, now=NOW)
    RawIntake.objects.update(disposition=Disposition.APPENDED)
    Message.objects.update(raw=None)

    found = [(f.code, f.subject) for f in sweeping.reconcile(now=LATER)]

    assert found == [("appended_nothing", f"intake:{raw.pk}")]


def test_a_row_slipped_in_beside_the_ledger_is_found():
    channel = ChannelFactory()
    raw = receive(channel)
    raw.pk, raw.seq, raw.reference = None, 2, "FB-2222-2222"
    raw.state, raw.disposition, raw.accounted_at = "done", Disposition.REJECTED, NOW
    raw.disposition_reason = "hidden"
    raw.save(force_insert=True)
    ChannelCounter.objects.update(last_seq=2)
    intake.account(RawIntake.objects.get(seq=1).pk, now=NOW)

    found = [(f.code, f.subject) for f in sweeping.reconcile(now=LATER)]

    assert sorted(found) == [
        ("no_intake.accounted", f"intake:{raw.pk}"),
        ("no_intake.received", f"intake:{raw.pk}"),
    ]
