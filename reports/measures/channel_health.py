"""How each channel is doing: today against its usual, what waits, what failed, which alarms ring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate

from channels import silence
from channels.kinds import AlarmKind, Standing
from channels.measures.troubles import Trouble, home_zone, last_at, troubles, usual_at
from channels.models import Channel, ChannelAlarm, ChannelHour

# How many days the little chart shows.
DAYS = 28
_ORDER = list(Standing)
_OF_TROUBLE = {
    AlarmKind.SILENT: Standing.SILENT,
    AlarmKind.FAILING: Standing.FAILING,
    AlarmKind.UNREAD: Standing.UNREAD,
    AlarmKind.FAILED: Standing.FAILED,
    AlarmKind.DEAD: Standing.DEAD,
    AlarmKind.DIFFERS: Standing.DIFFERS,
    AlarmKind.GAPS: Standing.GAPS,
    AlarmKind.KEPT: Standing.KEPT,
    AlarmKind.WAITING: Standing.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One channel as it is now; `daily` are the items of the last DAYS days, today last."""

    channel: Channel
    standing: Standing
    daily: Sequence[int]
    last_at: datetime | None
    expected: silence.Expected | None
    troubles: Mapping[AlarmKind, Sequence[Trouble]] = field(default_factory=dict)
    alarms: Sequence[ChannelAlarm] = ()

    @property
    def today(self) -> int:
        """How many items came since midnight."""
        return self.daily[-1]


def health_of(*, now: datetime) -> list[ChannelHealth]:
    """Look at all channels, the worst first, in ten statements whatever their number."""
    channels = list(
        Channel.objects.select_related("owner", "counter", "watch").order_by("-is_active", "code")
    )
    wrong = _by_channel(troubles([one for one in channels if one.is_active], now=now))
    daily, alarms = _daily(now), _alarms()
    found = []
    for channel in channels:
        usual, days = usual_at(channel), daily.get(channel.pk, {})
        counts = [days.get(day, 0) for day in _days(now)]
        expected = (
            silence.expected_between(usual, _midnight(now), now, home_zone()) if usual else None
        )
        found.append(
            ChannelHealth(
                channel=channel, daily=counts, last_at=last_at(channel), expected=expected,
                troubles=wrong[channel.pk],
                alarms=alarms[channel.pk],
                standing=_standing(channel, wrong[channel.pk], counts[-1], expected),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: _ORDER.index(one.standing))


def watched_at(channels: Iterable[ChannelHealth]) -> datetime | None:
    """Give when what is usual was last learnt anywhere; None where never."""
    watches = [getattr(one.channel, "watch", None) for one in channels]
    return max((one.learnt_at for one in watches if one and one.learnt_at), default=None)


def _standing(
    channel: Channel,
    wrong: Mapping[AlarmKind, Sequence[Trouble]],
    today: int,
    expected: silence.Expected | None,
) -> Standing:
    if not channel.is_active:
        return Standing.OFF
    if wrong:
        return min((_OF_TROUBLE[kind] for kind in wrong), key=_ORDER.index)
    if last_at(channel) is None:
        return Standing.NEVER
    if expected is None:
        return Standing.LEARNING
    if today < expected.low:
        return Standing.QUIET
    return Standing.BUSY if today > expected.high else Standing.USUAL


def _by_channel(
    found: Iterable[Trouble],
) -> defaultdict[int, defaultdict[AlarmKind, list[Trouble]]]:
    wrong: defaultdict[int, defaultdict[AlarmKind, list[Trouble]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in found:
        wrong[one.channel_id][one.kind].append(one)
    return wrong


def _midnight(now: datetime) -> datetime:
    today = now.astimezone(home_zone()).date()
    return datetime.combine(today, time.min, tzinfo=home_zone())


def _days(now: datetime) -> list[date]:
    today = now.astimezone(home_zone()).date()
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def _daily(now: datetime) -> defaultdict[int, dict[date, int]]:
    rows = (
        ChannelHour.objects.filter(hour__gte=_midnight(now) - timedelta(days=DAYS))
        .annotate(day=TruncDate("hour", tzinfo=home_zone()))
        .values_list("channel_id", "day")
        .annotate(items=Sum("items"))
    )
    found: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for channel_id, day, items in rows:
        found[channel_id][day] = items
    return found


def _alarms() -> defaultdict[int, list[ChannelAlarm]]:
    found: defaultdict[int, list[ChannelAlarm]] = defaultdict(list)
    for alarm in ChannelAlarm.objects.open().select_related("acknowledged_by").order_by("pk"):
        found[alarm.channel_id].append(alarm)
    return found
