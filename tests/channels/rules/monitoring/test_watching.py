"""Channels are watched against their own history; each alarm is raised once, told once and cleared."""

from datetime import UTC, datetime, timedelta

import pytest

from channels import letters
from channels.errors import AlreadyAcknowledged, MissingReason
from channels.kinds import AccountKind, AlarmKind, ChannelKind, IntakeState
from channels.models import (
    Channel,
    ChannelAccount,
    ChannelAlarm,
    ChannelCounter,
    ChannelHour,
    ChannelWatch,
    Outgoing,
    RawIntake,
)
from channels.rules.connections import connecting
from channels.rules.letters import composing
from channels.rules.monitoring import watching
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import RawIntakeFactory
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory, posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def channel():
    Channel.objects.update(is_active=False)
    return ChannelFactory(owner=UserFactory(language="en"))


def came(channel, at, n=1):
    """Items of a channel, numbered on, as if they had come at that time."""
    counter = ChannelCounter.objects.get_or_create(channel=channel)[0]
    for _ in range(n):
        counter.last_seq += 1
        RawIntakeFactory(channel=channel, seq=counter.last_seq, received_at=at)
    counter.last_received_at = max(at, counter.last_received_at or at)
    counter.save()


def lived(channel, *, until=NOW, a_day=30, days=30):
    """A history of items every day from ten to four, by hours as they are counted."""
    first = until.replace(minute=0, second=0) - timedelta(days=days)
    hours = [first + HOUR * n for n in range(days * 24) if 2 <= (first + HOUR * n).hour < 8]
    ChannelHour.objects.bulk_create(
        ChannelHour(channel=channel, hour=hour, items=a_day // 6) for hour in hours if hour < until
    )
    ChannelCounter.objects.update_or_create(
        channel=channel, defaults={"last_received_at": hours[-1] + HOUR / 2, "last_seq": 0}
    )


def test_each_item_is_counted_once_in_its_hour(channel):
    came(channel, NOW - HOUR * 3, 2)
    came(channel, NOW - HOUR)
    watching.watch(now=NOW)
    came(channel, NOW - HOUR, 3)
    watching.watch(now=NOW)
    watching.watch(now=NOW + HOUR)

    hours = dict(ChannelHour.objects.filter(channel=channel).values_list("hour", "items"))
    assert hours == {
        datetime(2026, 5, 4, 1, tzinfo=UTC): 2,
        datetime(2026, 5, 4, 3, tzinfo=UTC): 4,
    }
    assert ChannelWatch.objects.get(channel=channel).counted_seq == 6


def test_a_look_at_a_channel_with_nothing_new_costs_little(channel, statements):
    came(channel, NOW - HOUR)
    watching.watch(now=NOW)

    # Alone; channels; one count; connections, items, outbox twice, devices, accounts; alarms.
    with statements(10):
        watching.watch(now=NOW + timedelta(minutes=1))


def test_silence_alarms_once_tells_the_owner_and_ends_with_the_next_item(channel):
    lived(channel, until=NOW - timedelta(days=2))
    (alarm,) = watching.watch(now=NOW)

    assert (alarm.kind, alarm.channel) == (AlarmKind.SILENT, channel)
    assert alarm.facts["due"] > 40
    assert watching.watch(now=NOW + HOUR) == []
    letter = Outgoing.objects.get()
    assert (letter.recipient, letter.template) == (channel.owner, "staff_channel_alarm")

    came(channel, NOW + HOUR)
    assert watching.watch(now=NOW + HOUR * 2) == []
    alarm.refresh_from_db()
    assert alarm.cleared_at == NOW + HOUR * 2
    assert Outgoing.objects.count() == 1
    verbs = LedgerEvent.objects.filter(subject=f"channel:{channel.pk}").values_list(
        "verb", flat=True
    )
    assert list(verbs.order_by("pk")) == ["alarm.raised", "alarm.cleared"]


def test_the_letter_says_what_is_wrong_and_leads_to_the_page(channel):
    lived(channel, until=NOW - timedelta(days=2))
    watching.watch(now=NOW)

    row = Outgoing.objects.get()
    letter = composing.compose(row, composing.circumstances_of(row, now=NOW), now=NOW)

    assert letter.subject == "Channel Channel: nothing has come in for far longer than usual"
    assert "Since: Saturday 2 May, 11:30" in letter.text
    assert "http://testserver/admin/channels/health/" in letter.text


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize("kind", AlarmKind)
def test_every_alarm_has_words_in_every_language(channel, kind, language):
    row = delivery.enqueue(
        template="staff_channel_alarm", dedup_key=kind, language=language, now=NOW,
        recipient=channel.owner, context={"channel": "Post", "alarm": kind.value},
    )  # fmt: skip

    subject = composing.compose(row, composing.circumstances_of(row, now=NOW), now=NOW).subject

    assert "Post" in subject
    assert letters.ALARMS[language][kind] in subject


def test_a_channel_without_history_is_never_silent(channel):
    came(channel, NOW - timedelta(days=40))

    assert watching.watch(now=NOW) == []


def test_a_channel_that_is_switched_off_alarms_no_more(channel):
    lived(channel, until=NOW - timedelta(days=2))
    (alarm,) = watching.watch(now=NOW)
    Channel.objects.update(is_active=False)

    watching.watch(now=NOW + HOUR)

    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def brought(account, *, until, days=30):
    """Items of a connection, five times a day, as if they had come then."""
    first = until.replace(minute=0) - timedelta(days=days)
    hours = [first + timedelta(hours=n) for n in range(days * 24) if 2 <= n % 24 < 7]
    seq = ChannelCounter.objects.get(channel=account.channel).last_seq
    RawIntake.objects.bulk_create(
        RawIntakeFactory.build(
            channel=account.channel, seq=seq + n, received_at=hour, context={"account": account.pk}
        )
        for n, hour in enumerate(hours, 1)
    )
    counter = ChannelCounter.objects.filter(channel=account.channel)
    counter.update(last_seq=seq + len(hours), last_received_at=hours[-1])


def test_of_two_connections_one_that_falls_silent_alarms_alone(channel):
    """Somebody is told of a third that never brought anything as well; each until it brings something."""
    Channel.objects.filter(pk=channel.pk).update(kind=ChannelKind.SOCIAL)
    channel.refresh_from_db()
    ChannelCounter.objects.create(channel=channel)
    lively, dying, never = (
        connecting.make_account(
            channel, kind=AccountKind.FEED, name=name, actor=None, now=NOW,
            values={"url": "https://feeds.example/x"},
        )
        for name in ("lively", "dying", "never")
    )  # fmt: skip
    # Its history says since when a connection is there, and nobody writes that anew.
    created = never.events.get().pgh_created_at
    now = (created + timedelta(days=20)).replace(hour=4, minute=10)
    brought(dying, until=now - timedelta(days=3))
    brought(lively, until=now)

    alarms = {alarm.account_id: alarm for alarm in watching.watch(now=now)}

    assert {pk: (one.kind, one.facts["connection"]) for pk, one in alarms.items()} == {
        dying.pk: (AlarmKind.SILENT, "dying"), never.pk: (AlarmKind.SILENT, "never"),
    }  # fmt: skip
    assert alarms[dying.pk].facts["due"] > 5
    assert alarms[never.pk].facts == {
        "connection": "never", "since": created.isoformat(), "due": 0,
    }  # fmt: skip
    assert watching.watch(now=now) == []
    seq = ChannelCounter.objects.get().last_seq
    for n, account in enumerate((dying, never), 1):
        RawIntakeFactory(
            channel=channel, seq=seq + n, received_at=now, context={"account": account.pk}
        )
    assert watching.watch(now=now + timedelta(minutes=1)) == []
    assert not ChannelAlarm.objects.open().exists()


def test_failing_connections_alarm_one_by_one(channel):
    Channel.objects.filter(pk=channel.pk).update(kind=ChannelKind.EMAIL)
    channel.refresh_from_db()
    values = {"host": "a", "user": "b", "password": "c"}
    accounts = [
        connecting.make_account(
            channel, kind=AccountKind.IMAP, name=name, values=values, actor=None, now=NOW
        )
        for name in ("first", "second")
    ]
    ChannelAccount.objects.update(failures=2)
    assert watching.watch(now=NOW) == []

    for account in accounts:
        connecting.note_failure(account, "refused", now=NOW)
    assert {alarm.account for alarm in watching.watch(now=NOW)} == set(accounts)
    assert Outgoing.objects.count() == 2

    connecting.note_success(accounts[0], now=NOW)
    watching.watch(now=NOW)
    assert ChannelAlarm.objects.open().get().account == accounts[1]


@pytest.mark.parametrize(
    ("state", "age", "kind"),
    [
        (IntakeState.STORED, timedelta(minutes=14), None),
        (IntakeState.STORED, timedelta(minutes=16), AlarmKind.UNREAD),
        (IntakeState.FAILED, timedelta(0), AlarmKind.FAILED),
    ],
)
def test_what_waits_or_failed_alarms(channel, state, age, kind):
    RawIntakeFactory(
        channel=channel, state=state, disposition="", accounted_at=None, received_at=NOW - age
    )

    assert [alarm.kind for alarm in watching.watch(now=NOW)] == ([kind] if kind else [])


def test_dead_letters_alarm_the_channel_of_their_conversation(channel):
    conversation = conversation_with(channel=channel)
    row = delivery.tell_customer(conversation, template="received", dedup_key="1", now=NOW)
    Outgoing.objects.filter(pk=row.pk).update(state="dead")

    (alarm,) = watching.watch(now=NOW)

    assert (alarm.kind, alarm.facts["n"]) == (AlarmKind.DEAD, 1)


@pytest.mark.parametrize("owner", [None, {"is_active": False}])
def test_without_an_owner_those_who_set_the_chain_up_are_told(channel, owner):
    channel.owner = UserFactory(**owner) if owner else None
    channel.save()
    admin = posted(Role.ADMINISTRATOR)
    admin.email = "admin@example.com"
    admin.save()
    lived(channel, until=NOW - timedelta(days=2))

    watching.watch(now=NOW)

    assert Outgoing.objects.get().recipient == admin


def test_a_channel_that_comes_and_goes_is_told_once_a_day(channel):
    for hour in range(3):
        row = RawIntakeFactory(channel=channel, state="failed", disposition="", accounted_at=None)
        watching.watch(now=NOW + HOUR * hour)
        row.delete()
        watching.watch(now=NOW + HOUR * hour)

    assert ChannelAlarm.objects.count() == 3
    assert Outgoing.objects.count() == 1


def test_somebody_says_that_they_are_at_it(channel):
    alarm, actor = raised(channel), posted(Role.AGENT)

    watching.acknowledge(alarm.pk, note=" Called the provider ", actor=actor, now=NOW)

    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.note) == (actor, "Called the provider")
    assert not ChannelAlarm.objects.unacknowledged().exists()
    assert ChannelAlarm.objects.open().exists()


def test_without_a_note_nothing_is_acknowledged(channel):
    alarm = raised(channel)

    with pytest.raises(MissingReason):
        watching.acknowledge(alarm.pk, note=" ", actor=posted(Role.AGENT), now=NOW)

    assert ChannelAlarm.objects.unacknowledged().exists()


@pytest.mark.parametrize("before", ["acknowledged", "cleared"])
def test_it_is_acknowledged_once_and_only_while_it_rings(channel, before):
    alarm, first = raised(channel), posted(Role.AGENT)
    if before == "acknowledged":
        watching.acknowledge(alarm.pk, note="mine", actor=first, now=NOW)
    else:
        ChannelAlarm.objects.update(cleared_at=NOW)

    with pytest.raises(AlreadyAcknowledged):
        watching.acknowledge(alarm.pk, note="no, mine", actor=posted(Role.AGENT), now=NOW)

    alarm.refresh_from_db()
    assert alarm.note == ("mine" if before == "acknowledged" else "")


def raised(channel):
    return ChannelAlarm.objects.create(channel=channel, kind=AlarmKind.SILENT, raised_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_watches_at_once_raise_one_alarm():
    channel = ChannelFactory()
    RawIntakeFactory(channel=channel, state="failed", disposition="", accounted_at=None)

    found = at_once(2, lambda _n: list(watching.watch(now=NOW)))

    assert sorted(map(len, found)) == [0, 1]
    assert ChannelAlarm.objects.count() == 1
