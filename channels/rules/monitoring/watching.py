"""Watching channels: learn what is usual, raise and clear alarms, tell each owner once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction

from channels import silence
from channels.errors import AlreadyAcknowledged, MissingReason
from channels.kinds import AlarmKind
from channels.measures.troubles import Trouble, home_zone, last_at, troubles, watched
from channels.models import Channel, ChannelAlarm, ChannelHour, ChannelWatch
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role
from feedback_site.organisation.words import FIELD_OF_LANGUAGE

LEARN_EVERY = timedelta(hours=1)
_LOCK = 0x63_68_77_61  # any two watches agree on it

# Numbers run without gaps and in the order of commits, so that what lies beyond the last one counted is new.
_COUNT = """
WITH fresh AS (
    SELECT date_trunc('hour', received_at) AS hour, count(*) AS items, max(seq) AS last
    FROM channels_rawintake WHERE channel_id = %(channel)s AND seq > %(counted)s GROUP BY 1
), kept AS (
    INSERT INTO channels_channelhour AS known (channel_id, hour, items)
    SELECT %(channel)s, hour, items FROM fresh
    ON CONFLICT (channel_id, hour) DO UPDATE SET items = known.items + excluded.items
), brought AS (
    SELECT context ->> 'account' AS account, max(received_at) AS at
    FROM channels_rawintake
    WHERE channel_id = %(channel)s AND seq > %(counted)s AND context ? 'account' GROUP BY 1
)
SELECT max(last), (SELECT jsonb_object_agg(account, at) FROM brought) FROM fresh
"""
# What each connection of a channel brought, by hour.
_BROUGHT = """
SELECT context ->> 'account', date_trunc('hour', received_at), count(*), max(received_at)
FROM channels_rawintake
WHERE channel_id = %(channel)s AND received_at >= %(since)s AND context ? 'account' GROUP BY 1, 2
"""


@transaction.atomic
def watch(*, now: datetime) -> list[ChannelAlarm]:
    """Count what came, learn what is usual, and make the alarms equal to what is wrong now.

    Returns the alarms that are new. Any number of watches may run at once: one does the work.
    """
    if not _is_alone():
        return []
    channels = watched()
    for channel in channels:
        _learn(channel, now=now)
    return _sound(channels, list(troubles(channels, now=now)), now=now)


@transaction.atomic
def acknowledge(alarm_id: int, *, note: str, actor: User, now: datetime) -> ChannelAlarm:
    """Say that somebody is at it, and what they are doing.

    Raises MissingReason without a note, AlreadyAcknowledged where a colleague was first or it is over.
    """
    alarm = ChannelAlarm.objects.select_for_update(of=("self",)).get(pk=alarm_id)
    if alarm.acknowledged_at is not None or alarm.cleared_at is not None:
        raise AlreadyAcknowledged
    if not note.strip():
        raise MissingReason
    alarm.acknowledged_at, alarm.acknowledged_by, alarm.note = now, actor, note.strip()[:300]
    alarm.save(update_fields=("acknowledged_at", "acknowledged_by", "note"))
    _record("acknowledged", [alarm], actor=name_of(actor), now=now)
    return alarm


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _learn(channel: Channel, *, now: datetime) -> None:
    """Count what came since the last look; once an hour, learn anew what is usual."""
    known = getattr(channel, "watch", None) or ChannelWatch(channel=channel)
    counted, brought = _count(channel.pk, known.counted_seq)
    if counted:
        known.counted_seq = counted
        for account, at in brought.items():
            known.heard_from(account, at)
    is_stale = known.learnt_at is None or known.learnt_at <= now - LEARN_EVERY
    if not (counted or is_stale):
        return
    if is_stale:
        known.usual, known.learnt_at = _usual(channel, now), now
    known.save()
    channel.watch = known


def _count(channel_id: int, counted: int) -> tuple[int | None, Mapping[str, str]]:
    """Give the number of the last item, and when each connection brought its last one since then."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"channel": channel_id, "counted": counted})
        last, brought = cursor.fetchone()
        return last, json.loads(brought) if brought else {}


def _usual(channel: Channel, now: datetime) -> dict[str, object] | None:
    last = last_at(channel)
    if last is None:
        return None
    counts = dict(
        ChannelHour.objects.filter(channel=channel, hour__gte=now - silence.HISTORY).values_list(
            "hour", "items"
        )
    )
    usual = silence.usual_of(counts, now=now, last_at=last, zone=home_zone())
    return asdict(usual) | {"connections": _connections(channel, now)} if usual else None


def _connections(channel: Channel, now: datetime) -> dict[str, dict[str, object]]:
    """Learn of each connection that brought anything what is usual there, and when it did so last."""
    hours: dict[str, dict[datetime, int]] = {}
    lasts: dict[str, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BROUGHT, {"channel": channel.pk, "since": now - silence.HISTORY})
        for account, hour, items, last in cursor.fetchall():
            hours.setdefault(account, {})[hour] = items
            lasts[account] = max(last, lasts.get(account, last))
    found: dict[str, dict[str, object]] = {}
    for account, counts in hours.items():
        usual = silence.usual_of(counts, now=now, last_at=lasts[account], zone=home_zone())
        found[account] = {
            "usual": asdict(usual) if usual else None, "last_at": lasts[account].isoformat(),
        }  # fmt: skip
    return found


def _sound(
    channels: Sequence[Channel], found: Sequence[Trouble], *, now: datetime
) -> list[ChannelAlarm]:
    ringing = {
        (alarm.channel_id, alarm.kind, alarm.account_id): alarm
        for alarm in ChannelAlarm.objects.open()
    }
    wrong = {(one.channel_id, one.kind.value, one.account_id): one for one in found}
    over = [alarm for key, alarm in ringing.items() if key not in wrong]
    new = [one for key, one in wrong.items() if key not in ringing]
    if over:
        ChannelAlarm.objects.filter(pk__in=[alarm.pk for alarm in over]).update(cleared_at=now)
        _record("cleared", over, now=now)
    return _raise(new, {channel.pk: channel for channel in channels}, now=now) if new else []


def _raise(
    new: Sequence[Trouble], channels: Mapping[int, Channel], *, now: datetime
) -> list[ChannelAlarm]:
    alarms = ChannelAlarm.objects.bulk_create(
        ChannelAlarm(
            channel=channels[one.channel_id], account_id=one.account_id, kind=one.kind,
            facts=dict(one.facts), raised_at=now,
        )
        for one in new
    )  # fmt: skip
    _record("raised", alarms, now=now)
    for alarm in alarms:
        for person in _answerable(channels[alarm.channel_id]):
            _tell(alarm, channels[alarm.channel_id], person, now=now)
    return alarms


def _answerable(channel: Channel) -> list[User]:
    """Give the owner; where a channel has none, or they have left, those who set the chain up."""
    if channel.owner is not None and channel.owner.is_active:
        return [channel.owner]
    posted = Posting.objects.current().filter(role=Role.ADMINISTRATOR).values("user")
    return list(User.objects.filter(pk__in=posted, is_active=True).exclude(email=""))


def _tell(alarm: ChannelAlarm, channel: Channel, person: User, *, now: datetime) -> None:
    """Write to one person, once in a day for each kind of alarm: a channel may come and go."""
    day = now.astimezone(home_zone()).date()
    language = person.language or "zh-hant"
    tell_colleague(
        person,
        template="staff_channel_alarm",
        dedup_key=f"channel:{channel.pk}:{alarm.kind}:{alarm.account_id or 0}:{person.pk}:{day}",
        now=now,
        context={
            "channel": _name_of(alarm, channel, language),
            "alarm": AlarmKind(alarm.kind).value,
            "since_at": alarm.facts.get("since") or None,
        },
    )


def _name_of(alarm: ChannelAlarm, channel: Channel, language: str) -> str:
    name = channel.name_in(language if language in FIELD_OF_LANGUAGE else "zh-hant")
    connection_name = alarm.facts.get("connection")
    return f"{name} · {connection_name}" if connection_name else name


def _record(
    what: str, alarms: Sequence[ChannelAlarm], *, now: datetime, actor: str = "system"
) -> None:
    entries = [
        Entry(
            verb=f"alarm.{what}",
            subject=f"channel:{alarm.channel_id}",
            actor=actor,
            body={"alarm": alarm.pk, "kind": str(alarm.kind)},
        )
        for alarm in alarms
    ]
    record(entries, now=now)
