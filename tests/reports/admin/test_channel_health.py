"""The page of channels: who may see it, what it costs, what it says of each, and being at an alarm."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from channels.kinds import AlarmKind, IntakeState
from channels.models import Channel, ChannelAlarm, ChannelCounter, ChannelHour, ChannelWatch
from channels.rules.monitoring import watching
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from reports.display.words import duration
from reports.measures.channel_health import health_of
from reports.rules.refreshing import refresh_all
from tests.channels.tablets import Tablet
from tests.factories.cases import RawIntakeFactory
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import StoreFactory, UserFactory, posted
from tests.factories.reports import timed_case

pytestmark = pytest.mark.django_db
PAGE = "admin:reports_channels"
HOUR = timedelta(hours=1)


@pytest.fixture
def manager(client):
    user = posted(Role.MANAGER)
    client.force_login(user)
    return user


@pytest.fixture
def channel():
    Channel.objects.update(is_active=False)
    return ChannelFactory(name_en="Post", owner=UserFactory(display_name="Ms Lin"))


def lived(channel, *, until, a_day=24):
    """The same number in every hour of forty days."""
    end = until.replace(minute=0, second=0, microsecond=0)
    ChannelHour.objects.bulk_create(
        ChannelHour(channel=channel, hour=end - HOUR * n, items=a_day // 24) for n in range(40 * 24)
    )
    ChannelCounter.objects.create(channel=channel, last_seq=0, last_received_at=until)


def short(tablet):
    """The day since when something lies on it, as the page writes it."""
    tablet.row.refresh_from_db()
    with override("en"):
        moment = timezone.localtime(tablet.row.kept_since)
        return f"{date_format(moment, 'SHORT_DATETIME_FORMAT')}: Tablet 1."


def lines(client):
    answer = client.get(reverse(PAGE))
    return {line.health.channel.pk: line for line in answer.context["lines"]}


@pytest.mark.parametrize("role", Role)
def test_only_those_who_watch_channels_see_it(client, role):
    client.force_login(posted(role))

    expected = 200 if Ability.WATCH_CHANNELS in ABILITIES[role] else 403
    assert client.get(reverse(PAGE)).status_code == expected


@pytest.mark.parametrize("channels", [1, 30])
def test_it_costs_the_same_however_many_channels(
    client, manager, channel, channels, django_assert_num_queries
):
    for _ in range(channels):
        failed = RawIntakeFactory(
            channel=ChannelFactory(), state=IntakeState.FAILED, disposition="", accounted_at=None
        )
        lived(failed.channel, until=timezone.now())
    watching.watch(now=timezone.now())
    client.get(reverse(PAGE))

    with django_assert_num_queries(20):
        client.get(reverse(PAGE))


def test_what_devices_keep_and_lack_is_said_with_where_to_look(client, manager):
    client.cookies["django_language"] = "en"
    tablet = Tablet(StoreFactory(), client, supervisor=manager)
    for _ in range(2):
        tablet.keep(timezone.now())
    del tablet.kept[1]
    tablet.contact(kept_since=(timezone.now() - 3 * HOUR).isoformat())

    line = lines(client)[tablet.row.channel_id]

    assert [(one.sentence, one.url) for one in line.problems] == [
        ("1 entry of a device never came: Tablet 1.", "/admin/devices/"),
        (f"1 entry lies on a device since {short(tablet)}", "/admin/devices/"),
    ]
    assert (line.health.standing, line.needs_somebody) == ("gaps", True)


def test_as_usual_says_what_is_usual(client, manager, channel):
    now = timezone.now()
    lived(channel, until=now)
    watching.watch(now=now)

    line = lines(client)[channel.pk]

    assert line.health.standing == "usual"
    assert line.health.expected.low <= line.health.today <= line.health.expected.high
    assert len(line.bars) == 28
    assert not line.needs_somebody


@pytest.mark.parametrize(("today", "standing"), [(0, "quiet"), (500, "busy")])
def test_far_less_or_more_than_usual_is_said(client, manager, channel, today, standing):
    now = timezone.localtime().replace(hour=20)
    lived(channel, until=now, a_day=240)
    watching.watch(now=now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ChannelHour.objects.filter(hour__gte=midnight).delete()
    if today:
        ChannelHour.objects.create(channel=channel, hour=midnight, items=today)

    found = {one.channel.pk: one for one in health_of(now=now)}
    assert found[channel.pk].standing == standing


def test_silence_is_said_with_what_was_to_come(client, manager, channel):
    now = timezone.now()
    lived(channel, until=now - timedelta(days=3))
    watching.watch(now=now)
    client.cookies["django_language"] = "en"

    answer = client.get(reverse(PAGE))

    (line,) = [one for one in answer.context["lines"] if one.health.channel == channel]
    assert line.health.standing == "silent"
    assert answer.context["lines"][0] == line, "the worst comes first"
    assert "when about 61 items" in line.problems[0].sentence
    assert "1 of 1 channels needs somebody." in answer.content.decode()
    assert "Ms Lin" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "standing"),
    [({"is_active": False}, "off"), ({}, "never")],
)
def test_off_and_never(client, manager, channel, values, standing):
    Channel.objects.filter(pk=channel.pk).update(**values)

    assert lines(client)[channel.pk].health.standing == standing


def test_a_young_channel_is_not_judged(client, manager, channel):
    ChannelCounter.objects.create(
        channel=channel, last_seq=1, last_received_at=timezone.now() - timedelta(days=3)
    )

    assert lines(client)[channel.pk].health.standing == "learning"


def test_first_answers_and_what_comes_of_a_channel(client, manager):
    for seconds in (60, 120, 600):
        timed_case(opened_at=timezone.now(), answered=seconds, solved=700, closed=800)
    refresh_all(now=timezone.now())

    answer = client.get(reverse(PAGE))

    web = Channel.objects.get(code="web")
    line = next(one for one in answer.context["lines"] if one.health.channel == web)
    assert (line.answer, line.answered) == (duration(120), 3)
    (use,) = answer.context["uses"]
    assert use["use"].cases == use["use"].confirmed == 3
    assert use["use"].share == 1
    assert use["use"].median == 120


def test_somebody_is_at_it(client, manager, channel):
    alarm = ringing(channel)

    answer = client.post(
        reverse("admin:reports_alarm_acknowledge", args=(alarm.pk,)), {"note": "Called them"}
    )

    assert answer.status_code == 302
    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.note) == (manager, "Called them")
    assert "Called them" in client.get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize("note", ["", "x" * 301])
def test_without_a_fit_note_nothing_changes(client, manager, channel, note):
    alarm = ringing(channel)

    client.post(reverse("admin:reports_alarm_acknowledge", args=(alarm.pk,)), {"note": note})

    alarm.refresh_from_db()
    assert alarm.acknowledged_at is None


def test_who_comes_second_is_told(client, manager, channel):
    alarm = ringing(channel)
    watching.acknowledge(alarm.pk, note="mine", actor=posted(Role.AGENT), now=timezone.now())

    answer = client.post(
        reverse("admin:reports_alarm_acknowledge", args=(alarm.pk,)), {"note": "mine"}, follow=True
    )

    assert [str(one.level_tag) for one in answer.context["messages"]] == ["error"]


def ringing(channel):
    RawIntakeFactory(channel=channel, state="failed", disposition="", accounted_at=None)
    return ChannelAlarm.objects.create(
        channel=channel, kind=AlarmKind.FAILED, raised_at=timezone.now()
    )


def test_menu_and_first_page_count_alarms(client, manager, channel):
    ringing(channel)
    Channel.objects.update(owner=manager)

    answer = client.get(reverse("admin:index"))

    tiles = {tile.url: tile.count for tile in answer.context["needs"]}
    assert tiles[reverse(PAGE)] == "1"


def test_a_watch_that_does_not_run_is_said(client, manager, channel):
    lived(channel, until=timezone.now())
    assert client.get(reverse(PAGE)).context["is_stale"]
    watching.watch(now=timezone.now())
    assert not client.get(reverse(PAGE)).context["is_stale"]
    ChannelWatch.objects.update(learnt_at=timezone.now() - timedelta(hours=3))
    assert client.get(reverse(PAGE)).context["is_stale"]
