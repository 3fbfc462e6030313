"""Each day's account of each channel, what is found wrong with it, and the alarm for that."""

from datetime import UTC, date, datetime, timedelta

import pytest

from channels.kinds import AccountKind, AlarmKind, ChannelKind, Disposition, IntakeState
from channels.models import Batch, Channel, ChannelAlarm, DayAccount, Outgoing, RawIntake, SeenMail
from channels.rules import intake
from channels.rules.monitoring import reconciling, watching
from channels.rules.monitoring.sweeping import Finding
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import RawIntakeFactory
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 18, 10, tzinfo=UTC)  # 02:10 on the fifth in Taipei
TODAY, YESTERDAY = date(2026, 5, 5), date(2026, 5, 4)
FORM = "application/x-www-form-urlencoded"


def take(channel, at=NOW - timedelta(hours=6), body=b"text=Torn"):
    return intake.take(channel=channel, body=body, content_type=FORM, now=at)


def account(channel, day=YESTERDAY):
    return DayAccount.objects.get(channel=channel, day=day)


def test_a_day_is_counted_by_what_became_of_its_items():
    channel = ChannelFactory()
    take(channel)
    take(channel)
    take(channel, at=NOW - timedelta(minutes=30))

    assert reconciling.reconcile_days(now=NOW) == []

    before, today = account(channel), account(channel, TODAY)
    assert (before.received, before.accounted, before.difference) == (2, {"opened": 2}, 0)
    assert (today.received, today.unread, today.failed, today.outside) == (1, 0, 0, None)


def test_what_is_dismissed_days_later_moves_to_its_disposition():
    channel = ChannelFactory()
    raw = RawIntakeFactory(
        channel=channel, received_at=NOW - timedelta(days=3), state=IntakeState.FAILED,
        disposition="", accounted_at=None,
    )  # fmt: skip
    reconciling.keep([], now=NOW)
    day = date(2026, 5, 2)
    assert (account(channel, day).failed, account(channel, day).accounted) == (1, {})

    intake.dismiss(
        raw.pk, disposition=Disposition.SPAM, reason="advert", actor=posted(Role.AGENT), now=NOW
    )
    reconciling.keep([], now=NOW)

    assert (account(channel, day).failed, account(channel, day).accounted) == (0, {"spam": 1})


def test_a_gap_is_found_recorded_and_told_to_the_owner_until_it_is_gone():
    owner = posted(Role.AGENT)
    channel = ChannelFactory(owner=owner)
    raw = take(channel)
    take(channel)
    RawIntake.objects.filter(pk=raw.pk).update(seq=9)

    differing = reconciling.reconcile_days(now=NOW)

    today = account(channel, TODAY)
    assert differing == [today]
    assert ["gap", "1-1"] in today.findings
    assert today.difference == len(today.findings)
    event = LedgerEvent.objects.get(verb="reconciliation.differs")
    assert event.subject == f"channel:{channel.pk}"
    assert [one.kind for one in watching.watch(now=NOW)] == [AlarmKind.DIFFERS]
    assert Outgoing.objects.get(template="staff_channel_alarm").recipient == owner

    RawIntake.objects.filter(pk=raw.pk).update(seq=1)
    reconciling.reconcile_days(now=NOW + timedelta(days=1))
    watching.watch(now=NOW + timedelta(days=1))
    assert not ChannelAlarm.objects.open().exists()
    assert account(channel, TODAY).findings == today.findings


def test_mail_that_was_seen_and_is_not_here_differs_once():
    channel = ChannelFactory(kind=ChannelKind.EMAIL)
    mailbox = channel.accounts.create(kind=AccountKind.IMAP, name="box", public_id="a" * 24)
    for uid, raw in enumerate((RawIntakeFactory(channel=channel, received_at=NOW), None)):
        SeenMail.objects.create(
            account=mailbox, folder="INBOX", uid_validity=1, uid=uid, raw=raw,
            seen_at=NOW - timedelta(hours=1), settled_at=NOW if raw else None,
        )  # fmt: skip

    reconciling.keep([Finding(code="mail_not_fetched", channel=channel.code, subject="1")], now=NOW)

    found = account(channel, TODAY)
    assert (found.outside, found.not_here, found.difference) == (2, 1, 1)


def test_paper_is_counted_outside_and_differs_only_when_entered():
    channel = Channel.objects.get(code="box")
    batch = Batch.objects.create(
        channel=channel, store=StoreFactory(), collected_at=NOW, made_at=NOW, sheets=8, entered=6,
        collected_by=posted(Role.CLERK),
    )  # fmt: skip
    reconciling.keep([], now=NOW)
    assert (account(channel, TODAY).outside, account(channel, TODAY).difference) == (8, 0)

    Batch.objects.filter(pk=batch.pk).update(state="entered")
    reconciling.keep([], now=NOW)
    assert account(channel, TODAY).difference == 2


@pytest.mark.parametrize("number", [1, 30])
def test_keeping_costs_the_same(number, django_assert_num_queries):
    for _ in range(number):
        RawIntakeFactory(channel=ChannelFactory(), received_at=NOW)

    with django_assert_num_queries(9):
        reconciling.keep([], now=NOW)


def test_what_the_recount_found_stays_and_counts():
    channel = ChannelFactory(kind=ChannelKind.EMAIL)
    reconciling.note(
        [Finding(code="mail_missed", channel=channel.code, subject="account:1: 3")], now=NOW
    )

    reconciling.keep([], now=NOW)

    today = account(channel, TODAY)
    assert (today.findings, today.difference) == ([["mail_missed", "account:1: 3"]], 1)
