"""A number that never comes rings at the channel's owner, until it comes or somebody says why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from channels.devices.numbers import KEPT_TOO_LONG, PATIENCE
from channels.errors import MissingReason, NothingMissing, UnknownDevice
from channels.measures.counter_devices import devices_seen_by, troubled
from channels.models import (
    Channel,
    ChannelAlarm,
    CounterDevice,
    DayAccount,
    DeviceNumber,
    Outgoing,
    Submission,
)
from channels.rules.devices import contacting, explaining, registering
from channels.rules.monitoring import reconciling, sweeping, watching
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.channels.tablets import Tablet
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def supervisor(store):
    return posted(Role.SUPERVISOR, store=store)


@pytest.fixture
def owner():
    found = UserFactory(language="en")
    Channel.objects.filter(code="counter").update(owner=found)
    return found


@pytest.fixture
def tablet(client, store, supervisor):
    client.force_login(supervisor)
    made = Tablet(store, client, supervisor=supervisor)
    made.contact()
    return made


@pytest.fixture
def gap(tablet):
    """Numbers 1 and 3 came; 2 did not."""
    for _ in range(3):
        tablet.keep(timezone.now())
    tablet.send(1)
    tablet.send(3)
    return tablet


def alarms():
    return list(ChannelAlarm.objects.open().values_list("kind", "channel__code", "facts__n"))


def later(some):
    return timezone.now() + some


def test_what_devices_count_is_the_outside_of_their_days(gap, client, supervisor):
    """Number 2 never came: the day counts three, has two, and says of which device."""

    def day():
        reconciling.reconcile_days(now=later(PATIENCE + MINUTE))
        found = DayAccount.objects.get(channel__code="counter", received=2)
        return found, (found.outside, found.not_here, found.difference)

    assert day()[1] == (3, 1, 1)

    page = client.get(reverse("admin:channels_account_day", args=[day()[0].pk]))
    assert [
        (one["is_seen"], one["day"].counted, one["day"].here, one["day"].explained)
        for one in page.context["devices"]
    ] == [(True, 3, 2, 0)]

    device = CounterDevice.objects.get()
    explaining.explain_numbers(
        device.pk, first=2, last=2, reason="broken", actor=supervisor, now=timezone.now()
    )
    assert day()[1][:2] == (3, 0)


def test_a_gap_rings_once_it_is_old_and_is_told_to_the_owner(gap, owner):
    watching.watch(now=later(PATIENCE - MINUTE))
    early = alarms()
    (alarm,) = watching.watch(now=later(PATIENCE + MINUTE))
    assert watching.watch(now=later(PATIENCE + 2 * MINUTE)) == []

    assert early == []
    assert alarms() == [("gaps", "counter", 1)]
    assert alarm.facts["devices"] == ["Tablet 1"]
    told = Outgoing.objects.get(template="staff_channel_alarm")
    assert (told.recipient, told.context["alarm"]) == (owner, "gaps")


def test_it_is_over_when_the_number_comes(gap):
    watching.watch(now=later(PATIENCE + MINUTE))
    gap.send(2)
    watching.watch(now=later(PATIENCE + 2 * MINUTE))

    assert alarms() == []
    assert CounterDevice.objects.get().gapless_to == 3
    assert Submission.objects.count() == 3


def test_it_is_over_when_somebody_says_why_and_that_stands_in_the_ledger(gap, supervisor):
    watching.watch(now=later(PATIENCE + MINUTE))
    explaining.explain_numbers(
        gap.row.pk, first=1, last=9, reason=" Tablet fell ", actor=supervisor, now=timezone.now()
    )
    watching.watch(now=later(PATIENCE + 2 * MINUTE))

    assert alarms() == []
    one = DeviceNumber.objects.get(raw=None)
    assert (one.number, one.reason, one.explained_by) == (2, "Tablet fell", supervisor)
    assert LedgerEvent.objects.filter(
        verb="device.numbers_explained", subject=f"device:{gap.row.pk}", actor=f"user:{supervisor.pk}"
    ).count() == 1  # fmt: skip


def test_what_was_explained_and_comes_after_all_gets_its_case(gap, supervisor):
    explaining.explain_numbers(
        gap.row.pk, first=2, last=2, reason="lost", actor=supervisor, now=timezone.now()
    )

    assert gap.send(2).status_code == 201
    one = DeviceNumber.objects.get(number=2)
    assert one.raw is not None
    assert (one.reason, Submission.objects.count()) == ("lost", 3)


def test_the_device_is_told_what_was_explained(gap, supervisor):
    explaining.explain_numbers(
        gap.row.pk, first=2, last=2, reason="lost", actor=supervisor, now=timezone.now()
    )

    assert gap.contact().json()["explained"] == [2]


def test_what_a_device_gave_and_no_longer_has_rings_at_once(tablet):
    tablet.keep(timezone.now())
    tablet.keep(timezone.now())
    del tablet.kept[2]
    tablet.contact()

    watching.watch(now=timezone.now())

    assert alarms() == [("gaps", "counter", 1)]


def test_what_is_kept_beyond_the_longest_list_is_not_taken_for_lost(tablet, monkeypatch):
    monkeypatch.setattr(contacting, "MOST_KEPT", 2)
    for _ in range(4):
        tablet.keep(timezone.now())
    tablet.contact()
    watching.watch(now=timezone.now())
    early = alarms()
    tablet.send(1)
    del tablet.kept[1]
    watching.watch(now=timezone.now())

    assert (early, alarms()) == ([], [])

    for number in (2, 3, 4):
        del tablet.kept[number]
    tablet.contact()
    watching.watch(now=timezone.now())
    assert alarms() == [("gaps", "counter", 3)]


def test_entries_that_lie_too_long_ring(tablet):
    tablet.keep(timezone.now())
    tablet.contact(kept_since=timezone.now().isoformat())

    watching.watch(now=later(KEPT_TOO_LONG - MINUTE))
    early = alarms()
    watching.watch(now=later(KEPT_TOO_LONG + MINUTE))
    late = alarms()
    tablet.send(1)
    watching.watch(now=later(KEPT_TOO_LONG + 2 * MINUTE))

    assert (early, late, alarms()) == ([], [("kept", "counter", 1)], [])


def test_the_daily_comparison_counts_devices_too(gap):
    found = sweeping.reconcile(now=later(PATIENCE + MINUTE))

    assert [(one.code, one.channel, one.subject) for one in found] == [
        ("number_missing", "counter", f"device:{gap.row.pk}/2-2")
    ]


@pytest.mark.parametrize(
    ("role", "elsewhere", "error"),
    [
        (Role.CLERK, False, NotAllowed),
        (Role.AGENT, False, NotAllowed),
        (Role.SUPERVISOR, True, UnknownDevice),
    ],
)
def test_who_may_not_account_for_them(gap, store, role, elsewhere, error):
    actor = posted(role, store=StoreFactory() if elsewhere else store)

    with pytest.raises(error):
        explaining.explain_numbers(
            gap.row.pk, first=2, last=2, reason="lost", actor=actor, now=timezone.now()
        )

    assert not DeviceNumber.objects.filter(number=2).exists()


@pytest.mark.parametrize(
    ("first", "last", "reason", "error"),
    [(2, 2, "  ", MissingReason), (1, 1, "lost", NothingMissing), (4, 9, "lost", NothingMissing)],
)
def test_nothing_is_accounted_for_without_reason_or_gap(
    gap, supervisor, first, last, reason, error
):
    with pytest.raises(error):
        explaining.explain_numbers(
            gap.row.pk, first=first, last=last, reason=reason, actor=supervisor, now=timezone.now()
        )

    assert DeviceNumber.objects.count() == 2


def test_looking_for_gaps_costs_the_same_for_one_device_and_for_thirty(gap, store, supervisor):
    with CaptureQueriesContext(connection) as few:
        assert len(list(troubled([gap.row.channel_id]))) == 1
    for _ in range(29):
        other = Tablet(store, gap.client, supervisor=supervisor)
        other.next = 2
        other.send(other.keep(timezone.now()))

    with CaptureQueriesContext(connection) as many:
        assert len(list(troubled([gap.row.channel_id]))) == 30

    assert (len(few), len(many)) == (2, 2)


def test_the_list_costs_the_same_for_one_device_and_for_thirty(gap, store, supervisor):
    supervisor.reach  # noqa: B018 read before counting
    with CaptureQueriesContext(connection) as few:
        devices_seen_by(supervisor)
    for _ in range(29):
        Tablet(store, gap.client, supervisor=supervisor)

    with CaptureQueriesContext(connection) as many:
        assert len(devices_seen_by(supervisor)) == 30

    assert (len(few), len(many)) == (2, 2)


def test_each_change_of_a_device_is_in_the_ledger_and_only_its_own_supervisor_makes_it(
    tablet, supervisor
):
    now, pk = timezone.now(), tablet.row.pk
    registering.rename_device(pk, name="Front desk", actor=supervisor, now=now)
    registering.revoke_device(pk, actor=supervisor, now=now)
    registering.reinstate_device(pk, actor=supervisor, now=now)

    device = CounterDevice.objects.get()
    assert (device.name, device.revoked_at) == ("Front desk", None)
    verbs = LedgerEvent.objects.filter(subject=f"device:{pk}").order_by("pk")
    assert [one.verb for one in verbs] == [
        "device.registered", "device.renamed", "device.revoked", "device.reinstated",
    ]  # fmt: skip
    with pytest.raises(UnknownDevice):
        registering.revoke_device(pk, actor=posted(Role.SUPERVISOR, store=StoreFactory()), now=now)
    assert CounterDevice.objects.get().revoked_at is None
